"""Two plugins from one file, which share a record."""

import dataclasses as dc
import typing as t


@dc.dataclass
class Point:
    """A place on the screen."""

    x: int
    y: int


class PenTool(t.Protocol):
    """Draws."""

    def draw(self, line: t.List[Point]) -> None:
        """Draw a line through the points."""
        ...


class RulerTool(t.Protocol):
    """Measures."""

    def measure(self, start: Point, end: Point) -> float:
        """The distance between two points."""
        ...
