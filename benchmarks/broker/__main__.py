"""Launches a plugin in both modes, measures in turns, and prints a Markdown table."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import click

_HERE = Path(__file__).parent
_CALLS = 200
_PASSES = 20
_LIMIT = 2.0
"""What a callback over a multiplexed broker may cost, in plain calls without one."""

Steps = dict[str, Callable[[], list[float]]]


class _Listener:
    def told(self, text: str) -> str:
        return text


@click.command()
@click.option("--turns", default=31, show_default=True, help="turns of each step")
def main(turns: int) -> None:
    """Time calls and calls of passed objects, with a socket for each object and over one for all.

    The exit code is 1 where a multiplexed callback takes more than twice a plain call.
    """
    with tempfile.TemporaryDirectory() as folder:
        launch, command = _generate(Path(folder))
        with launch(command) as plain, launch(command, grpc_broker_multiplex=True) as multiplexed:
            medians = _measure({**_steps("", plain), **_steps("multiplexed ", multiplexed)}, turns)
    reference = medians["call"]
    click.echo("| | p50, µs | in plain calls |")
    click.echo("|---|---|---|")
    for name, seconds in medians.items():
        click.echo(f"| {name} | {seconds * 1e6:,.0f} | {seconds / reference:.2f} |")
    sys.exit(medians["multiplexed callback"] > _LIMIT * reference)


def _generate(folder: Path) -> tuple[Callable[..., Any], list[str]]:
    """The generated `launch`, and the plugin's command."""
    for name in ("desk.py", "plugin.py"):
        shutil.copy(_HERE / name, folder)
    generate = [sys.executable, "-m", "gen_plugin", "--no-main", "desk.py"]
    subprocess.run(generate, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    sys.path.insert(0, str(folder))
    os.environ["PYTHONPATH"] = str(folder)
    launch = importlib.import_module("desk_plugin").launch
    return launch, [sys.executable, str(folder / "plugin.py")]


def _steps(mode: str, desk: Any) -> Steps:
    """What is measured of one plugin, by name."""
    desk.keep(_Listener())
    opened = desk.open()
    return {
        f"{mode}call": lambda: _times(lambda: desk.echo("x"), _CALLS),
        f"{mode}callback": lambda: list(desk.time_kept(_CALLS)),
        f"{mode}call of the plugin's object": lambda: _times(lambda: opened.told("x"), _CALLS),
        f"{mode}object passed and called once": lambda: _times(
            lambda: desk.tell(_Listener()), _PASSES
        ),
    }


def _times(call: Callable[[], object], count: int) -> list[float]:
    took = []
    for _ in range(count):
        started = perf_counter()
        call()
        took.append(perf_counter() - started)
    return took


def _measure(steps: Steps, turns: int) -> dict[str, float]:
    """The median of each step, all steps taking turns; the first turn warms up."""
    samples: dict[str, list[float]] = {name: [] for name in steps}
    for turn in range(turns + 1):
        for name, step in steps.items():
            took = step()
            samples[name] += took if turn else []
    return {name: median(times) for name, times in samples.items()}


if __name__ == "__main__":
    main()
