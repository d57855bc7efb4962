"""Values that are converted for the wire, and back: the mapping, written a second time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gen_plugin.model.types import ConvertedKind

_PAIRS: dict[ConvertedKind, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    ConvertedKind.BIG_INT: (str, int),
    ConvertedKind.BYTEARRAY: (bytes, bytearray),
    ConvertedKind.MEMORYVIEW: (bytes, memoryview),
}


def carried(kind: ConvertedKind, value: Any) -> Any:
    """What the library is given."""
    return _PAIRS[kind][0](value)


def converted(kind: ConvertedKind, value: Any) -> Any:
    """The value for what the library has read."""
    return _PAIRS[kind][1](value)
