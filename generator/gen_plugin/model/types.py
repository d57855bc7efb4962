"""Types of values, as an annotation means them.

A type is one of the classes below; they nest. Records and enums are named by reference, so that a
record can hold itself, and are found in the `Interface` that uses them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class ScalarKind(Enum):
    """The types that a single wire field holds directly. The value is the Python type's name."""

    STR = "str"
    INT = "int"
    FLOAT = "float"
    BOOL = "bool"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True)
class NoneType:
    """Nothing: the result of a method that returns no value."""


@dataclass(frozen=True, slots=True)
class ScalarType:
    """A `str`, `int`, `float`, `bool` or `bytes`."""

    kind: ScalarKind


@dataclass(frozen=True, slots=True)
class ListType:
    """A ``list[item]``."""

    item: Type


@dataclass(frozen=True, slots=True)
class DictType:
    """A ``dict[key, value]``. The key is a scalar or an enum."""

    key: Type
    value: Type


@dataclass(frozen=True, slots=True)
class OptionalType:
    """``inner | None``. The inner type is never optional itself."""

    inner: Type


@dataclass(frozen=True, slots=True)
class RecordType:
    """A record of the interface, by its key (`Record.key`)."""

    key: str


@dataclass(frozen=True, slots=True)
class EnumType:
    """An enum of the interface, by its key (`EnumDefinition.key`)."""

    key: str


Type = NoneType | ScalarType | ListType | DictType | OptionalType | RecordType | EnumType
