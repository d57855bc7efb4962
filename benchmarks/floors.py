"""What gen-plugin is held to beside grpcio, wherever both are measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from benchmarks.turns import Samples

_BESIDE = "grpcio"


@dataclass(frozen=True, slots=True)
class Floor:
    """A bound for a figure of a contender.

    Attributes:
        contender: Whose.
        figure: Which.
        at_most: The most that it may be of grpcio's in the same turn; None where more is better.
        at_least: The least; None where less is better.
    """

    contender: str
    figure: str
    at_most: float | None = None
    at_least: float | None = None

    def holds(self, times: float) -> bool:
        """Whether a ratio is within it."""
        return times <= self.at_most if self.at_most is not None else times >= (self.at_least or 0)


FLOORS = (
    Floor("gen-plugin-netrpc", "call-p50", at_most=0.18),
    Floor("gen-plugin-netrpc", "launch-warm", at_most=0.45),
    Floor("gen-plugin-netrpc", "echo", at_least=2.0),
)


def measured(samples: Samples) -> Iterator[tuple[Floor, float]]:
    """Each floor whose figure was measured on both, with the median of the turns' ratios."""
    for floor in FLOORS:
        figure = samples.values.get(floor.figure, {})
        turns = zip(figure.get(floor.contender, ()), figure.get(_BESIDE, ()), strict=False)
        ratios = [ours / theirs for ours, theirs in turns if ours and theirs]
        if ratios:
            yield floor, median(ratios)
