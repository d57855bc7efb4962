"""The survey's results as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tests.survey.attempt import Attempt

from gen_plugin.diagnostics.codes import TABLE

MOST_FREQUENT = 10


def report(attempts: Mapping[str, Sequence[Attempt]]) -> Iterator[str]:
    """The lines of three tables: what came of each package's Protocols, why of those that are
    refused, and how many would be generated without the reasons that hold back most.
    """
    everything = [each for made in attempts.values() for each in made]
    refused = [each for each in everything if each.refused]
    yield from _packages({**attempts, "all": everything})
    yield ""
    yield from _reasons(refused)
    yield ""
    yield from _cures(refused)


def _packages(attempts: Mapping[str, Sequence[Attempt]]) -> Iterator[str]:
    yield "| package | Protocols | generated | refused |"
    yield "|---|---|---|---|"
    for title, made in attempts.items():
        generated = sum(each.package is not None for each in made)
        refused = sum(bool(each.refused) for each in made)
        yield f"| {title} | {len(made)} | {generated} | {refused} |"


def _reasons(refused: Sequence[Attempt]) -> Iterator[str]:
    yield "| refused for | Protocols | for this alone | for example |"
    yield "|---|---|---|---|"
    counts = Counter(code for each in refused for code in _codes(each))
    for code, count in counts.most_common(MOST_FREQUENT):
        alone = [each for each in refused if _codes(each) == {code}]
        shown = next(iter(alone), next(each for each in refused if code in _codes(each)))
        told = next(each.message for each in shown.refused if each.code == code)
        example = f"`{shown.found.module}.{shown.found.name}`: {told}".replace("|", "\\|")
        yield f"| {code}: {TABLE[code].title} | {count} | {len(alone)} | {example} |"


def _cures(refused: Sequence[Attempt]) -> Iterator[str]:
    """The reasons in the order in which doing without each would let most Protocols through."""
    yield "| if nothing were refused for | more are generated | together |"
    yield "|---|---|---|"
    held = [_codes(each) for each in refused]
    cured: set[str] = set()
    while len(cured) < MOST_FREQUENT and (left := {code for each in held for code in each} - cured):
        passing = Counter({code: _passing(held, cured | {code}) for code in sorted(left)})
        ((code, together),) = passing.most_common(1)
        yield f"| {code} | {together - _passing(held, cured)} | {together} |"
        cured.add(code)


def _passing(held: Sequence[frozenset[str]], cured: set[str]) -> int:
    return sum(each <= cured for each in held)


def _codes(attempt: Attempt) -> frozenset[str]:
    return frozenset(each.code for each in attempt.refused)
