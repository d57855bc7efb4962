"""What may be None, or left out: a struct that says whether there is a value.

gob leaves zeros out of structs, and pointers to them, so that a field alone cannot tell 0 from
nothing. In Go it is written as in database/sql: ``struct { Valid bool; Value int64 }``.
"""

from __future__ import annotations

from gen_plugin_runtime.netrpc.gob.basics import BOOL
from gen_plugin_runtime.netrpc.gob.opaque import Converted
from gen_plugin_runtime.netrpc.gob.structs import Pointer, Struct
from gen_plugin_runtime.omitted import OMITTED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from gen_plugin_runtime.netrpc.gob.kinds import Type

__all__ = ["nullable", "omissible", "optional", "zero_behind"]


def optional(go: str, value: Type) -> Struct:
    """The struct.

    Args:
        go: Go's text for it: ``shop.OptionalInt64``.
        value: The type of the value. It must be one that Go does not leave out in a list.
    """
    return Struct(go, (("Valid", BOOL), ("Value", Pointer(value))))


def nullable(struct: Struct) -> Converted:
    """None, or the value in such a struct."""
    return _unless(None, struct)


def omissible(struct: Struct) -> Converted:
    """`OMITTED`, or the value in such a struct."""
    return _unless(OMITTED, struct)


def zero_behind(pointer: Type) -> object:
    """The zero of what a field points to, which Go leaves out of a struct."""
    return pointer.target.zero() if isinstance(pointer, Pointer) else pointer.zero()


def _unless(nothing: object, struct: Struct) -> Converted:
    def load(sent: tuple[bool, Any]) -> object:
        is_valid, value = sent
        if not is_valid:
            return nothing
        return zero_behind(struct.fields[1][1]) if value is None else value

    def dump(value: object) -> tuple[bool, object]:
        return (False, None) if value is nothing else (True, value)

    return Converted(struct, load, dump)
