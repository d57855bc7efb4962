"""What a form of annotation is, and what it may ask of the reader that tries it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from gen_plugin.model.span import Span
from gen_plugin.model.types import NoneType, Type
from gen_plugin.parse.python.symbols import External, Located, ProjectClass, Symbol

FAULTY: Type = NoneType()
"""Stands in for a type that was refused. The model it stands in never leaves the parser; compare by identity."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation, free of how it is spelled: ``T | None`` and ``Optional[T]`` differ in nothing but `code`.

    Attributes:
        symbol: What is named: ``list`` in ``list[int]``, ``typing.Union`` in ``int | str``; None where the
            expression names nothing.
        arguments: What stands in the square brackets, or the arms of a union; None without brackets.
        code: As the user wrote it.
        span: Where it stands, for a string annotation within the string.
    """

    symbol: Symbol | None
    arguments: tuple[Located, ...] | None
    code: str
    span: Span


class Reader(Protocol):
    """What forms need to read what they hold."""

    def read(self, located: Located) -> Type:
        """The type that an annotation means, `NoneType` included; FAULTY if it was refused."""

    def value(self, located: Located) -> Type:
        """Likewise, of a place where a value must be: None alone is refused."""

    def reach(self, found: ProjectClass, annotation: Annotation) -> Type:
        """The type that a class of the project is; FAULTY if it cannot be one."""

    def refuse_pin(self, metadata: Located) -> None:
        """Note that a pin stands within another type, if `metadata` is one."""

    def refuse(self, code: str, annotation: Annotation, message: str, fix: str) -> Type:
        """Note that an annotation cannot be used; FAULTY."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a type.

    Attributes:
        accepts: Whether the annotation is of this form.
        read: The type it means, or FAULTY after a refusal.
    """

    accepts: Callable[[Annotation], bool]
    read: Callable[[Annotation, Reader], Type]


def named(*names: str) -> Callable[[Annotation], bool]:
    """Accept annotations of names that are not the project's: ``builtins.list``."""

    def accepts(annotation: Annotation) -> bool:
        return isinstance(annotation.symbol, External) and annotation.symbol.name in names

    return accepts
