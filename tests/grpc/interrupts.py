"""Ctrl-C, brought about wherever the interpreter may notice it."""

from __future__ import annotations

import sys
from pathlib import Path

import gen_plugin_runtime

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any

_RUNTIME = Path(gen_plugin_runtime.__file__).parent
_ENGINE = tuple(str(_RUNTIME / each) for each in ("grpc", "http2", "threads"))
NETRPC_ENGINE = tuple(str(_RUNTIME / each) for each in ("netrpc", "threads"))
_NOTICED = frozenset(("call", "c_return"))
"""The interpreter looks for signals when a function begins, and when one written in C returns.

A trace of lines would also raise where it never looks, such as between the end of a ``with`` block
and the release of its lock.
"""


def interrupted_at(
    moment: int, act: Callable[[], object], engine: tuple[str, ...] = _ENGINE
) -> str | None:
    """Do something, with a KeyboardInterrupt at that moment of the engine's code in this thread.

    Args:
        moment: How many others come before.
        act: Does it.
        engine: The folders of that code.

    Returns:
        The place where it came, or None if everything was done before.
    """
    left = moment
    place: list[str] = []

    def look(frame: FrameType, event: str, function: Any) -> None:
        nonlocal left
        if event not in _NOTICED or not frame.f_code.co_filename.startswith(engine):
            return
        if left:
            left -= 1
            return
        after = f" after {function.__name__}" if event == "c_return" else ""
        place.append(f"{frame.f_code.co_qualname}, line {frame.f_lineno}{after}")
        sys.setprofile(None)
        raise KeyboardInterrupt

    sys.setprofile(look)
    try:
        act()
    except KeyboardInterrupt:
        pass
    finally:
        sys.setprofile(None)
    return place[0] if place else None
