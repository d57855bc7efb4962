"""The summaries as an SVG: a panel for each figure, in it a dot and a range for each contender."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from math import log10

from benchmarks.catalogue import Figure
from benchmarks.summary import Summaries, Summary
from benchmarks.tables import number
from benchmarks.turns import Plan

_COLUMNS = 2
_NAMES, _SCALE, _VALUES = 170.0, 250.0, 80.0
_WIDTH = _NAMES + _SCALE + _VALUES
_LINE, _TITLE, _GAP = 18.0, 34.0, 26.0


def svg(plan: Plan, summaries: Summaries) -> str:
    """The whole picture. The scales are logarithmic, for the contenders lie far apart."""
    figures = [each for each in plan.figures if _shown(summaries[each.name])]
    height = _TITLE + _LINE * len(plan.contenders) + _GAP
    rows = -(-len(figures) // _COLUMNS)
    panels = [
        f'<g transform="translate({index % _COLUMNS * _WIDTH} {index // _COLUMNS * height})">'
        f"{''.join(_panel(plan, figure, summaries[figure.name]))}</g>"
        for index, figure in enumerate(figures)
    ]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" font-size="12" '
        f'viewBox="0 0 {_COLUMNS * _WIDTH:g} {rows * height:g}">'
        '<rect width="100%" height="100%" fill="white"/>'
        f"{''.join(panels)}</svg>\n"
    )


def _shown(row: Mapping[str, Summary]) -> list[Summary]:
    return [each for each in row.values() if each.minimum > 0]  # a logarithm has no place for 0


def _panel(plan: Plan, figure: Figure, row: Mapping[str, Summary]) -> Iterator[str]:
    lowest = log10(min(each.minimum for each in _shown(row)))
    highest = log10(max(each.maximum for each in _shown(row)))
    width = (highest - lowest) or 1.0

    def place(value: float) -> float:
        return _NAMES + (log10(value) - lowest) / width * _SCALE

    scale = f"{'less' if figure.less_is_better else 'more'} is better, log scale"
    yield f'<text x="10" y="20" font-weight="bold">{escape(figure.title)}</text>'
    yield f'<text x="{_WIDTH - 10}" y="20" text-anchor="end" fill="gray">{scale}</text>'
    for index, contender in enumerate(plan.contenders):
        y = _TITLE + _LINE * (index + 0.5)
        color = "#c2410c" if index == 0 else "#334155"
        title = escape(contender.title)
        yield f'<text x="{_NAMES - 12}" y="{y + 4}" text-anchor="end">{title}</text>'
        yield f'<path d="M{_NAMES} {y}h{_SCALE}" stroke="#e2e8f0"/>'
        each = row.get(contender.name)
        text = "none" if each is None else number(each.median)
        yield f'<text x="{_NAMES + _SCALE + 12}" y="{y + 4}" fill="{color}">{text}</text>'
        if each is not None and each.minimum > 0:
            left, right = place(each.minimum), place(each.maximum)
            stroke = f'stroke="{color}" stroke-width="3" opacity=".4"'
            yield f'<path d="M{left:.1f} {y}H{right:.1f}" {stroke}/>'
            yield f'<circle cx="{place(each.median):.1f}" cy="{y}" r="4.5" fill="{color}"/>'
