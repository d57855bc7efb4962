"""The plugin process."""

from __future__ import annotations

from time import perf_counter

from desk import Listener
from desk_plugin import serve


class MyListener:
    """Returns what it is told."""

    def told(self, text: str) -> str:
        """Return the text."""
        return text


class MyDesk:
    """Calls its host back."""

    def __init__(self) -> None:
        self._kept: Listener = MyListener()

    def echo(self, text: str) -> str:
        """Return the text."""
        return text

    def keep(self, listener: Listener) -> None:
        """Take the listener that `time_kept` calls."""
        self._kept = listener

    def open(self) -> Listener:
        """A listener of the plugin's."""
        return MyListener()

    def tell(self, listener: Listener) -> str:
        """Call a listener once."""
        told: str = listener.told("x")
        return told

    def time_kept(self, count: int) -> list[float]:
        """Seconds that each of so many calls of the kept listener took."""
        took = []
        for _ in range(count):
            started = perf_counter()
            self._kept.told("x")
            took.append(perf_counter() - started)
        return took


if __name__ == "__main__":
    serve(MyDesk())
