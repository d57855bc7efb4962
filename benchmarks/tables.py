"""The summaries as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from benchmarks import floors
from benchmarks.summary import Summaries, Summary
from benchmarks.turns import Plan, Samples

_THOUSAND = 1000


def markdown(plan: Plan, samples: Samples, summaries: Summaries, machine: Mapping[str, Any]) -> str:
    """The head, a table of medians, a table of ratios, one of everything, and the notes."""
    reference = plan.contenders[0].title
    lines = [
        _head(plan, machine),
        "",
        "## Medians",
        "",
        *_matrix(plan, summaries, lambda each: number(each.median)),
        "",
        f"## Ratios: {reference} divided by the contender, medians of the turns' own",
        "",
        *_matrix(plan, summaries, lambda each: "" if each.ratio is None else f"{each.ratio:.2f}"),
        "",
        "## All of it",
        "",
        *_details(plan, summaries, reference),
        "",
        *_floors(plan, samples),
        *_notes(plan, samples),
    ]
    return "\n".join(lines) + "\n"


def number(value: float) -> str:
    """A value with three significant digits, or as a whole number."""
    return f"{value:,.0f}" if abs(value) >= _THOUSAND else f"{value:.3g}"


def _head(plan: Plan, machine: Mapping[str, Any]) -> str:
    loads = [", ".join(map(str, machine[each])) for each in ("load_before", "load_after")]
    return (
        f"{machine['implementation']} {machine['python']} on {machine['system']}, "
        f"{machine['cores']} cores; {plan.turns} turns of {plan.seconds:g} s for each step; "
        f"load averages before: {loads[0]}, after: {loads[1]}"
    )


def _matrix(plan: Plan, summaries: Summaries, cell: Any) -> Iterator[str]:
    titles = [each.title for each in plan.contenders]
    yield from _header(["", *titles])
    for figure in plan.figures:
        row = summaries[figure.name]
        cells = [cell(row[each.name]) if each.name in row else "" for each in plan.contenders]
        yield _row([figure.title, *cells])


def _details(plan: Plan, summaries: Summaries, reference: str) -> Iterator[str]:
    yield from _header(["figure", "contender", "median", "min", "max", f"{reference} / contender"])
    for figure in plan.figures:
        for contender in plan.contenders:
            each = summaries[figure.name].get(contender.name)
            if each is not None:
                yield _row([figure.title, contender.title, *_cells(each)])


def _cells(each: Summary) -> list[str]:
    values = [number(value) for value in (each.median, each.minimum, each.maximum)]
    return [*values, "" if each.ratio is None else f"{each.ratio:.2f}"]


def _floors(plan: Plan, samples: Samples) -> Iterator[str]:
    """What is held to something, if anything is."""
    found = list(floors.measured(samples))
    if not found:
        return
    titles = {each.name: each.title for each in plan.figures}
    titles |= {each.name: each.title for each in plan.contenders}
    yield from ["## Held to, as a part of grpcio's in the same turn", ""]
    yield from _header(["figure", "contender", "ratio", "at most", "at least", ""])
    for floor, times in found:
        bounds = ["" if each is None else f"{each:.2f}" for each in (floor.at_most, floor.at_least)]
        verdict = "" if floor.holds(times) else "**no**"
        names = titles[floor.figure], titles[floor.contender]
        yield _row([*names, f"{times:.2f}", *bounds, verdict])
    yield ""


def _notes(plan: Plan, samples: Samples) -> Iterator[str]:
    for contender in plan.contenders:
        environment = samples.environments.get(contender.name)
        installed = environment.distributions if environment else {}
        versions = ", ".join(f"{name} {version}" for name, version in sorted(installed.items()))
        yield f"- {contender.title}: {contender.note}. Installed: {versions or 'nothing'}."
    for contender in plan.contenders:
        if contender.name in samples.failures:
            yield f"- **{contender.title} failed:** {samples.failures[contender.name]}"


def _header(cells: list[str]) -> Iterable[str]:
    return [_row(cells), "|---" * len(cells) + "|"]


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
