"""The numbers by which objects are passed."""

from __future__ import annotations

from gen_plugin_runtime.conversions.integers import uint32_from_int64
from gen_plugin_runtime.errors import DecodeError

__all__ = ["object_number"]


def object_number(carried: int) -> int:
    """The number of an object, of which 0 is none.

    Raises:
        DecodeError: It is 0.
    """
    number = uint32_from_int64(carried)
    if not number:
        raise DecodeError("there is no object")
    return number
