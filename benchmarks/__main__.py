"""`python -m benchmarks`: make the contenders' code, measure them in turns, print a table."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import measure
from benchmarks.contenders import generated, grpcio_by_hand
from benchmarks.contenders.session import Contender

INTERFACE = Path(__file__).with_name("interface") / "echo.py"
SETTINGS = """
[tool.gen-plugin.sources."echo.py"]
cookie-key = "ECHO_PLUGIN"
cookie-value = "benchmark"
"""
BODIES = iter(['return f"hello, {name}"', "return data"])


@dataclass(frozen=True, slots=True)
class Row:
    """A measurement, and the figures of each contender in its turns."""

    title: str
    take: Callable[[Contender], float]


ROWS = (
    Row("launch to first reply, ms", measure.launch_milliseconds),
    Row("small call, p50 in us", lambda each: _within(each, measure.round_trip_microseconds)),
    Row("16 callers, calls/s", lambda each: _within(each, measure.calls_per_second)),
    Row("1 MiB echo, MiB/s", lambda each: _within(each, measure.echo_mebibytes_per_second)),
    Row("plugin's resident memory, MiB", lambda each: _within(each, measure.resident_mebibytes)),
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--turns", type=int, default=7, help="turns of each contender (default 7)")
    turns: int = parser.parse_args().turns
    with tempfile.TemporaryDirectory(prefix="gen-plugin-benchmark-") as folder:
        contenders = _make(Path(folder))
        print("| | " + " | ".join(each.name for each in contenders) + " | ratio |")
        print("|---|" + "---|" * (len(contenders) + 1))
        for row in ROWS:
            print(_line(row, contenders, turns), flush=True)


def _make(folder: Path) -> list[Contender]:
    (folder / "echo.py").write_text(INTERFACE.read_text())
    (folder / "pyproject.toml").write_text(SETTINGS)
    _run(folder, "gen_plugin", "echo.py")
    scaffold = folder / "main.py"
    scaffold.write_text(
        re.sub("raise NotImplementedError", lambda _: next(BODIES), scaffold.read_text())
    )
    stubs = folder / "stubs"
    stubs.mkdir()
    _run(
        folder,
        "grpc_tools.protoc",
        "--proto_path=echo_plugin",
        "--python_out=stubs",
        "--grpc_python_out=stubs",
        "echo.proto",
    )
    return [generated.contender(folder), grpcio_by_hand.contender(stubs)]


def _run(folder: Path, *module: str) -> None:
    subprocess.run(
        [sys.executable, "-m", *module], cwd=folder, check=True, stdout=subprocess.DEVNULL
    )


def _within(contender: Contender, take: Callable[..., float]) -> float:
    session = contender.launch()
    try:
        session.greet("warm up")
        return take(session)
    finally:
        session.close()


def _line(row: Row, contenders: list[Contender], turns: int) -> str:
    figures = {each.name: [] for each in contenders}
    for _ in range(turns):
        for each in contenders:
            figures[each.name].append(row.take(each))
    ours, theirs = (figures[each.name] for each in contenders)
    ratio = median(a / b for a, b in zip(ours, theirs, strict=True))
    cells = [f"{median(f):.4g} ({min(f):.4g} to {max(f):.4g})" for f in figures.values()]
    return f"| {row.title} | {' | '.join(cells)} | {ratio:.2f} |"


if __name__ == "__main__":
    main()
