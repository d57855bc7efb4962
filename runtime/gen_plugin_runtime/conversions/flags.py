"""`Flag` and `IntFlag` as the number that their bits make."""

from __future__ import annotations

from enum import Flag

from gen_plugin_runtime.errors import DecodeError, EncodeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    Flags = TypeVar("Flags", bound=Flag)

__all__ = ["flags_from_int64", "flags_to_int64"]


def flags_to_int64(value: Flag, kind: type[Flag]) -> int:
    """The bits, those that no member names included."""
    if value.__class__ is not kind:
        raise EncodeError(f"is no {kind.__name__}")
    bits: int = value.value
    if not -(2**63) <= bits < 2**63:
        raise EncodeError("has bits that do not fit int64")
    return bits


def flags_from_int64(bits: int, kind: type[Flags]) -> Flags:
    """The flags with these bits, if the class can hold them.

    Bits that no member names are kept by an `IntFlag`, and by what has ``boundary=KEEP``.
    """
    try:
        flags = kind(bits)
    except ValueError:
        pass
    else:
        # Other classes drop bits, or make an int of them.
        if flags.__class__ is kind and flags.value == bits:
            return flags
    raise DecodeError(
        f"{kind.__name__} has no flags for the bits {bits:#x}: boundary=KEEP would keep them"
    )
