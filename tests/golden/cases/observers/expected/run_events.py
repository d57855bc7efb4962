"""The plugin of `events.py`: fill in the methods, and let a host start it."""

from collections.abc import Callable

from gen_plugin_runtime import get_logger

from cells import Cell
from events import Event, Later, Named, Observer, Subscription
from events_plugin import serve

logger = get_logger("events")


class MyEvents:
    """Tells of events."""

    def watch(self, observer: Observer[Event]) -> Subscription[int]:
        raise NotImplementedError

    def words(self, named: Named, batches: Observer[list[str]]) -> Subscription[str] | None:
        raise NotImplementedError

    def only(self, observer: Observer[Event], step: Callable[[Named], Named]) -> None:
        raise NotImplementedError

    def cell(self, observer: Observer[Cell[int]]) -> Cell[Observer[Event]]:
        raise NotImplementedError

    def ask(self, later: Later[int, Event], nothing: Later[str, float] | None = None) -> None:
        raise NotImplementedError

    def run(self, each: Observer[Callable[[int], None] | None]) -> None:
        raise NotImplementedError


if __name__ == "__main__":
    serve(MyEvents())
