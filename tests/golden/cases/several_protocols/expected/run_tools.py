"""The plugin of `tools.py`: fill in the methods, and let a host start it."""

from gen_plugin_runtime import get_logger

from tools import Point
from tools_plugin import serve

logger = get_logger("pen_tool")


class MyPenTool:
    """Draws."""

    def draw(self, line: list[Point]) -> None:
        """Draw a line through the points."""
        raise NotImplementedError


class MyRulerTool:
    """Measures."""

    def measure(self, start: Point, end: Point) -> float:
        """The distance between two points."""
        raise NotImplementedError


if __name__ == "__main__":
    serve(pen_tool=MyPenTool(), ruler_tool=MyRulerTool())
