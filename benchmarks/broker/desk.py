"""The interface: objects that go either way, and calls that pass none."""

from __future__ import annotations

from typing import Protocol


class Listener(Protocol):
    """Lives on either side."""

    def told(self, text: str) -> str:
        """Return the text."""
        ...


class Desk(Protocol):
    """The plugin."""

    def echo(self, text: str) -> str:
        """Return the text."""
        ...

    def keep(self, listener: Listener) -> None:
        """Take the listener that `time_kept` calls."""
        ...

    def open(self) -> Listener:
        """A listener of the plugin's."""
        ...

    def tell(self, listener: Listener) -> str:
        """Call a listener once."""
        ...

    def time_kept(self, count: int) -> list[float]:
        """Seconds that each of so many calls of the kept listener took."""
        ...
