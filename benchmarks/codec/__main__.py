"""Generates, compiles, measures in turns, and prints a Markdown table."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

import click

from benchmarks.codec.cases import Case, Codecs, cases

_INTERFACE = Path(__file__).parent / "catalogue.py"


@click.command()
@click.option("--turns", default=31, show_default=True, help="turns of each case")
def main(turns: int) -> None:
    """Encode and decode by generated code and by the protobuf library, in turns.

    The exit code is 1 where generated code takes longer than it may.
    """
    with tempfile.TemporaryDirectory() as folder:
        codecs = _codecs(Path(folder))
    click.echo("| there and back | generated, µs | protobuf library, µs | ratio | at most |")
    click.echo("|---|---|---|---|---|")
    missed = False
    for case in cases(codecs):
        generated, library, ratio = _measure(case, turns)
        missed |= case.limit is not None and ratio > case.limit
        limit = "" if case.limit is None else str(case.limit)
        cells = (case.title, f"{generated:,.0f}", f"{library:,.0f}", f"{ratio:.2f}", limit)
        click.echo(f"| {' | '.join(cells)} |")
    sys.exit(missed)


def _codecs(folder: Path) -> Codecs:
    """Generate everything, and import it."""
    shutil.copy(_INTERFACE, folder)
    subprocess.run(
        [sys.executable, "-m", "gen_plugin", "--no-main", "catalogue.py"],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    package = folder / "catalogue_plugin"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "grpc_tools.protoc",
            f"--proto_path={package}",
            f"--python_out={folder}",
            "catalogue.proto",
        ],
        check=True,
    )
    sys.path.insert(0, str(folder))
    return Codecs(
        codec=importlib.import_module("catalogue_plugin.codec"),
        messages=importlib.import_module("catalogue_pb2"),
        interface=importlib.import_module("catalogue"),
    )


def _measure(case: Case, turns: int) -> tuple[float, float, float]:
    """Medians of the times in microseconds, and of the turns' own ratios."""
    if not case.generated(case.value) == case.library(case.value) == case.value:
        raise click.ClickException(f"{case.title}: the value did not come back")
    times = [
        (_microseconds(case, case.generated), _microseconds(case, case.library))
        for _ in range(turns)
    ]
    generated, library = (median(column) for column in zip(*times, strict=True))
    return generated, library, median(mine / theirs for mine, theirs in times)


def _microseconds(case: Case, there_and_back: object) -> float:
    """The best of three: what disturbs a machine only ever adds."""
    assert callable(there_and_back)
    best = float("inf")
    for _ in range(3):
        begin = perf_counter()
        there_and_back(case.value)
        best = min(best, perf_counter() - begin)
    return best * 1e6


if __name__ == "__main__":
    main()
