"""`python -m benchmarks`: a generated plugin and other ways to have one, measured side by side."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn, TypeVar

from benchmarks import floors, plot, summary, tables, turns
from benchmarks.catalogue import CONTENDERS, FIGURES, Contender, Figure

Named = TypeVar("Named", Contender, Figure)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the tables, write the JSON; the exit code.

    Args:
        arguments: Of the command line; by default this process's.
    """
    options = _parser().parse_args(arguments)
    cache: Path = options.cache
    plan = turns.Plan(
        contenders=_chosen(options.contenders, CONTENDERS, usual()),
        figures=_chosen(options.figures, FIGURES, FIGURES),
        turns=options.turns or (3 if options.quick else 9),
        seconds=options.seconds or (0.2 if options.quick else 0.5),
        cache=None if options.here else cache,
    )
    before = os.getloadavg()
    with tempfile.TemporaryDirectory(prefix="gen-plugin-benchmark-") as folder:
        samples = turns.run(plan, Path(folder), _say)
    machine = summary.machine(before)
    summaries = summary.summarize(plan, samples)
    print(tables.markdown(plan, samples, summaries, machine))
    result = json.dumps(summary.as_json(plan, samples, summaries, machine), indent=1)
    _write(options.json or cache / "result.json", result + "\n")
    if options.plot:
        _write(options.plot, plot.svg(plan, summaries))
    held = all(floor.holds(times) for floor, times in floors.measured(samples))
    return 0 if held and not samples.failures else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    add = parser.add_argument
    names = ", ".join(each.name for each in CONTENDERS)
    add(
        "--contenders",
        metavar="NAMES",
        help=f"those only, of: {names}; the first one is the ratios' reference; by default all but "
        + ", ".join(each.name for each in CONTENDERS if not each.by_default),
    )
    add(
        "--figures",
        metavar="NAMES",
        help=f"those only, of: {', '.join(each.name for each in FIGURES)}",
    )
    add("--turns", type=int, help="turns of each contender (default 9)")
    add("--seconds", type=float, help="for each step of a turn (default 0.5)")
    add("--quick", action="store_true", help="3 turns with steps of 0.2 seconds")
    add(
        "--cache",
        type=Path,
        default=default_cache(),
        help="folder for the environments (default %(default)s)",
    )
    add("--here", action="store_true", help="make no environments: use this interpreter's")
    add("--json", type=Path, help="where to write all samples (default: result.json in the cache)")
    add("--plot", type=Path, metavar="SVG", help="draw the figures into this file")
    return parser


def default_cache() -> Path:
    """Where the environments are kept."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "gen-plugin-benchmarks"


def usual() -> list[Contender]:
    """Those that are measured where nobody is named."""
    return [each for each in CONTENDERS if each.by_default]


def _chosen(names: str | None, known: Sequence[Named], usual: Sequence[Named]) -> list[Named]:
    if names is None:
        return list(usual)
    by_name = {each.name: each for each in known}
    wanted = [name.strip() for name in names.split(",")]
    unknown = [name for name in wanted if name not in by_name]
    if unknown:
        sys.exit(f"there is no {', '.join(unknown)}, only: {', '.join(by_name)}")
    return [by_name[name] for name in wanted]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    _say(f"written: {path}")


def _terminated(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)  # on the way out all processes are ended


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _terminated)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
