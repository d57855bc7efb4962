"""What is timed: starts, a run that changes nothing, first runs, and a run over many interfaces."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.environments import Environment
from benchmarks.generator import timing
from benchmarks.generator.timing import Taken
from benchmarks.generator.tools import INPUTS, MODELS, OWN, TOOLS, program

PASS, CLICK = "python -c pass", "python -c 'import click'"
FIRST = "{}: first run"
MANY = "{} interfaces, each"


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be timed.

    Attributes:
        run: Does it once.
        of: The job in whose time it is counted; None: it is counted in seconds.
        limit: In times of that, or in seconds: what it may take.
    """

    name: str
    run: Callable[[], Taken]
    of: str | None = None
    limit: float | None = None


def jobs(environments: Mapping[str, Environment], folder: Path, interfaces: int) -> list[Job]:
    """Everything, in the order in which each turn does it."""
    own = environments[OWN]
    return [
        *_starts(own, folder),
        *_first_runs(environments, folder),
        _many(own, folder, interfaces),
    ]


def _starts(own: Environment, folder: Path) -> list[Job]:
    work = folder / "starts"
    _give(work, "greeter.py")
    python, command = str(own.python), program(own, "gen-plugin")
    timing.run([command, "greeter.py"], work)

    def job(name: str, *line: str, of: str | None = None, limit: float | None = None) -> Job:
        return Job(name, lambda: timing.run(line, work), of, limit)

    return [
        job(PASS, python, "-c", "pass"),
        job(CLICK, python, "-c", "import click"),
        job("--version", command, "--version", of=CLICK, limit=1.5),
        job("--help", command, "--help", of=CLICK, limit=1.5),
        job("nothing changed", command, "greeter.py", of=PASS, limit=6.0),
        job("--check, nothing changed", command, "--check", "greeter.py", of=PASS, limit=6.0),
    ]


def _first_runs(environments: Mapping[str, Environment], folder: Path) -> list[Job]:
    """Of each tool that there is, in an empty folder; ours is counted in datamodel-codegen's."""
    reference = FIRST.format(MODELS) if MODELS in environments else None
    made = []
    for tool in TOOLS:
        if tool.name in environments:
            line = tool.command(environments[tool.name].python.parent)
            run = _anew(folder / tool.name.replace(" ", "-"), tool.inputs, line)
            limit = 0.65 if tool.name == OWN and reference else None
            made.append(Job(FIRST.format(tool.name), run, reference, limit))
    return made


def _anew(work: Path, inputs: Sequence[str], line: Sequence[str]) -> Callable[[], Taken]:
    def run() -> Taken:
        shutil.rmtree(work, ignore_errors=True)
        _give(work, *inputs)
        return timing.run(line, work)

    return run


def _many(own: Environment, folder: Path, count: int) -> Job:
    """Many interfaces in one command, none of which has been generated yet."""
    work = folder / "many"
    text = (INPUTS / "greeter.py").read_text()

    def run() -> Taken:
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        (work / "pyproject.toml").touch()
        names = [f"greeter{number:03}.py" for number in range(count)]
        for name in names:
            (work / name).write_text(text)
        taken = timing.run([program(own, "gen-plugin"), "--no-main", *names], work)
        return Taken(taken.wall / count, taken.processors / count)

    return Job(MANY.format(count), run, limit=0.025)


def _give(folder: Path, *inputs: str) -> None:
    folder.mkdir()
    (folder / "pyproject.toml").touch()
    for name in inputs:
        shutil.copy(INPUTS / name, folder)
