"""The interface that host and plugin share."""

from typing import Protocol


class Greeter(Protocol):
    """Somebody who greets."""

    def greet(self) -> str:
        """A greeting."""
        ...
