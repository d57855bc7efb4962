"""The clients that `cleanup_clients` ends (go-plugin: `ClientConfig.Managed`, `CleanupClients`)."""

from __future__ import annotations

import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_kills: set[Callable[[], None]] = set()


def add(kill: Callable[[], None]) -> None:
    """The client with this `kill` is managed."""
    _kills.add(kill)


def remove(kill: Callable[[], None]) -> None:
    """It has been ended."""
    _kills.discard(kill)


def cleanup_clients() -> None:
    """Kill all clients with `ClientConfig.managed`, at the same time; returns when all are gone.

    A host's exit does that too, for each plugin that it has launched.
    """
    killing = [
        threading.Thread(target=kill, name="gen-plugin cleanup", daemon=True)
        for kill in list(_kills)
    ]
    for thread in killing:
        thread.start()
    for thread in killing:
        thread.join()
