"""Enums whose unknown members are kept, as ``pin.open`` says."""

from __future__ import annotations

from gen_plugin_runtime.errors import DecodeError, EncodeError
from gen_plugin_runtime.pin import UnknownEnum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import Enum
    from typing import TypeVar

    Member = TypeVar("Member", bound=Enum)

__all__ = ["open_member_from_number", "open_member_to_number"]


def open_member_to_number(
    value: Member | UnknownEnum, kind: type[Member], numbers: Mapping[Member, int]
) -> int:
    """The number of a member, or of one that is not known here."""
    if isinstance(value, UnknownEnum):
        return _unknown(value.number, kind, numbers)
    if value.__class__ is not kind:
        raise EncodeError(f"is no {kind.__name__}")
    return numbers[value]


def _unknown(number: int, kind: type[Member], numbers: Mapping[Member, int]) -> int:
    if number in numbers.values():
        raise EncodeError(f"has the number of a member of {kind.__name__}: send that")
    if not -(2**31) <= number < 2**31 or not number:
        raise EncodeError("has a number that no enum has: 0, or one that is not int32")
    return number


def open_member_from_number(
    number: int, kind: type[Member], members: Mapping[int, Member]
) -> Member:
    """The member with a number; where there is none, an `UnknownEnum`.

    Raises:
        DecodeError: The number is 0, which stands for what is not sent, and no member has it.
    """
    if (member := members.get(number)) is not None:
        return member
    if not number:
        raise DecodeError(f"no {kind.__name__} has the number 0")
    return UnknownEnum(number)  # type: ignore[return-value] # the interface says so
