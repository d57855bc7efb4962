"""Objects on the wire: the number under which the side that has one serves it, for its broker."""

from __future__ import annotations

from collections.abc import Mapping

from gen_plugin.model.interface import object_in
from gen_plugin.model.types import (
    ConvertedKind,
    ConvertedType,
    NumberFormat,
    OptionalType,
    ScalarKind,
    ScalarType,
    Type,
)

_NUMBER = ConvertedType(ConvertedKind.OBJECT_NUMBER)
_NUMBER_OR_ZERO = ScalarType(ScalarKind.INT, NumberFormat.UINT32)
"""None is 0, as an absent field is."""


def sent(type_: Type) -> Type:
    """What is sent of a parameter or a result: of an object its number."""
    if object_in(type_) is None:
        return type_
    return _NUMBER_OR_ZERO if isinstance(type_, OptionalType) else _NUMBER


def comment(type_: Type, services: Mapping[str, str]) -> str | None:
    """What a .proto says about the field of an object; None of anything else.

    Args:
        type_: Of the parameter or the result.
        services: Each Protocol's key -> its service.
    """
    passed = object_in(type_)
    if passed is None:
        return None
    text = f"Dial it with the broker: {services[passed.key]} is served there."
    return f"{text} 0: none." if isinstance(type_, OptionalType) else text
