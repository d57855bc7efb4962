"""Times the command in turns with what it is held to, and prints a Markdown table."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

import click

from benchmarks import environments
from benchmarks.__main__ import default_cache
from benchmarks.environments import Environment
from benchmarks.failures import ContenderFailed
from benchmarks.generator.jobs import Job, jobs
from benchmarks.generator.timing import Taken
from benchmarks.generator.tools import OWN, TOOLS

Turns = dict[str, list[Taken]]


@click.command()
@click.option("--turns", default=9, show_default=True, help="turns of each job")
@click.option("--interfaces", default=200, show_default=True, help="of the run over many")
@click.option("--here", is_flag=True, help="this interpreter's gen-plugin alone")
@click.option(
    "--cache",
    type=click.Path(path_type=Path),
    default=default_cache(),
    show_default=True,
    help="folder for the environments",
)
def main(*, turns: int, interfaces: int, here: bool, cache: Path) -> None:
    """Time starts, runs that change nothing, first runs beside other generators, and many at once.

    The exit code is 1 where something takes longer than it may.
    """
    made = {OWN: environments.running()} if here else dict(_environments(cache))
    if OWN not in made:
        sys.exit(1)
    with tempfile.TemporaryDirectory(prefix="gen-plugin-benchmark-") as folder:
        planned = jobs(made, Path(folder), interfaces)
        taken, failures = _take(planned, turns)
    click.echo("| | seconds | CPU seconds | ratio | CPU ratio | at most |")
    click.echo("|---|---|---|---|---|---|")
    rows = [_Row(job, taken) for job in planned if job.name not in failures]
    for row in rows:
        click.echo(row.text())
    for name, reason in failures.items():
        click.echo(f"\n**{name} failed:** {reason}")
    is_incomplete = not here and len(made) < len(TOOLS)
    sys.exit(is_incomplete or bool(failures) or any(row.is_missed for row in rows))


def _environments(cache: Path) -> Iterator[tuple[str, Environment]]:
    for tool in TOOLS:
        click.echo(f"preparing {tool.name}", err=True)
        try:
            yield tool.name, environments.make(f"generator-{tool.name}", tool.requirements, cache)
        except ContenderFailed as error:
            click.echo(f"{tool.name}: {error}", err=True)


def _take(planned: Sequence[Job], turns: int) -> tuple[Turns, dict[str, str]]:
    """All jobs one after the other, again and again; and why some of them failed.

    The first turn fills caches, and does not count.
    """
    taken: Turns = {job.name: [] for job in planned}
    failures: dict[str, str] = {}
    for turn in range(turns + 1):
        click.echo(f"turn {turn} of {turns}", err=True)
        for job in planned:
            if job.name in failures:
                continue
            try:
                sample = job.run()
            except ContenderFailed as error:
                failures[job.name] = str(error)
            else:
                taken[job.name] += [sample] if turn else []
    return taken, failures


class _Row:
    """A job's line of the table; a ratio is the median of the ratios within the turns."""

    def __init__(self, job: Job, taken: Turns) -> None:
        own = taken[job.name]
        self._job = job
        self._wall = median(each.wall for each in own)
        self._processors = median(each.processors for each in own)
        self._ratios: tuple[float, float] | None = None
        others = taken[job.of] if job.of not in {None, job.name} else []
        if len(others) == len(own):
            pairs = list(zip(own, others, strict=True))
            self._ratios = (
                median(mine.wall / theirs.wall for mine, theirs in pairs),
                median(mine.processors / theirs.processors for mine, theirs in pairs),
            )

    @property
    def is_missed(self) -> bool:
        limit, measured = self._job.limit, self._ratios[0] if self._ratios else self._wall
        return limit is not None and measured > limit

    def text(self) -> str:
        wall, processors = (f"{each:.2f}" for each in self._ratios) if self._ratios else ("", "")
        job = self._job
        limit = ""
        if job.limit is not None:
            limit = f"{job.limit} of {job.of}" if job.of else f"{job.limit} s"
        cells = (job.name, f"{self._wall:.3f}", f"{self._processors:.3f}", wall, processors, limit)
        return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
