"""The plugin of `shapes.py`: fill in the methods, and let a host start it."""

from gen_plugin_runtime import get_logger

from shapes import Circle, Group, Square
from shapes_plugin import serve

logger = get_logger("shapes")


class MyShapes:
    """Keeps shapes under numbers and names."""

    def put(self, key: int | str, shape: Circle | Square | Group) -> None:
        """Store a shape."""
        raise NotImplementedError

    def get(self, key: int | str) -> Circle | Square | Group | None:
        """Find a shape."""
        raise NotImplementedError

    def tag(self, key: int | str, tags: list[int] | list[str], visible: bool | int) -> None:
        """Replace the tags of a shape."""
        raise NotImplementedError


if __name__ == "__main__":
    serve(MyShapes())
