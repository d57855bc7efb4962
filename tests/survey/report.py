"""The survey's results as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tests.survey.attempt import Attempt

from gen_plugin.diagnostics.codes import TABLE

MOST_FREQUENT = 10


def report(attempts: Mapping[str, Sequence[Attempt]]) -> Iterator[str]:
    """The lines of two tables: what came of each package's Protocols, and why of the others."""
    yield "| package | Protocols | generated | refused |"
    yield "|---|---|---|---|"
    for package, made in attempts.items():
        yield _row(package, made)
    everything = [each for made in attempts.values() for each in made]
    yield _row("all", everything)
    yield ""
    yield "| the first refusal of a Protocol | Protocols | for example |"
    yield "|---|---|---|"
    first = Counter(each.refused[0].code for each in everything if each.refused)
    for code, count in first.most_common(MOST_FREQUENT):
        example = next(each for each in everything if each.refused and each.refused[0].code == code)
        place = f"`{example.found.module}.{example.found.name}`"
        told = example.refused[0].message.replace("|", "\\|")
        yield f"| {code}: {TABLE[code].title} | {count} | {place}: {told} |"


def _row(title: str, made: Sequence[Attempt]) -> str:
    generated = sum(each.package is not None for each in made)
    return f"| {title} | {len(made)} | {generated} | {sum(bool(each.refused) for each in made)} |"
