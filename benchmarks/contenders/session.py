"""What the measurements need of a contender."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Session:
    """A launched plugin.

    Attributes:
        greet: A small call.
        echo: A call that sends and returns all of its argument.
        pid: The plugin process.
        close: Ends the plugin and waits for it.
    """

    greet: Callable[[str], str]
    echo: Callable[[bytes], bytes]
    pid: int
    close: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Contender:
    """A way to have a plugin. `launch` starts a fresh process and returns once it can be called."""

    name: str
    launch: Callable[[], Session]
