"""Which numbers protobuf gives to fields and to the values of enums."""

from __future__ import annotations

MAX_FIELD_NUMBER = 536_870_911
RESERVED = range(19000, 20000)
"""What protobuf keeps for itself."""


def is_field_number(number: int) -> bool:
    """Whether a field can have it."""
    return 1 <= number <= MAX_FIELD_NUMBER and number not in RESERVED


def is_enum_number(number: int) -> bool:
    """Whether a value of an enum can have it."""
    return -(2**31) <= number < 2**31
