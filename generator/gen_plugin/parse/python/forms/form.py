"""What a form of annotation is, and what it may ask of the reader that tries it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from gen_plugin.frozen import dataclass
from gen_plugin.model.span import Span
from gen_plugin.model.types import ErrorType, Type
from gen_plugin.parse.python.symbols import External, Located, ProjectClass, Symbol

FAULTY: Type = ErrorType()
"""Stands for a type that was refused."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation, free of how it is spelled: ``T | None`` and ``Optional[T]`` are the same.

    Attributes:
        symbol: What is named: ``list`` in ``list[int]``, ``typing.Union`` in ``int | str``; None
            where the expression names nothing.
        arguments: What stands in the brackets, or the arms of a union; None without brackets.
        maker: Of a name that a call made, what was called: ``typing.TypeVar``; else empty.
        code: As the user wrote it.
        span: Where it stands, for a string annotation within the string.
        aliases: What its name stands for, what that does if it is a name, and so on; at last the
            call that made it a `NewType`.
    """

    symbol: Symbol | None
    arguments: tuple[Located, ...] | None
    maker: str
    code: str
    span: Span
    aliases: tuple[Located, ...] = ()

    @property
    def name(self) -> str:
        """The name of what is not the project's, ``builtins.list``; empty if it is its own."""
        return self.symbol.name if isinstance(self.symbol, External) else ""


class Reader(Protocol):
    """What forms need to read what they hold."""

    def read(self, located: Located) -> Type:
        """The type that an annotation means, `NoneType` included; FAULTY if it was refused."""

    def value(self, located: Located) -> Type:
        """Likewise, of a place where a value must be: None alone is refused."""

    def reach(self, found: ProjectClass, annotation: Annotation) -> Type:
        """The type that a class of the project is; FAULTY if it cannot be one."""

    def pin(self, type_: Type, metadata: Iterable[Located]) -> Type:
        """The type as the pins beside it say that it travels, within another type."""

    def is_value(self, located: Located) -> bool:
        """Whether it names a value of the project, or one within a class, and surely no type."""

    def refuse(self, code: str, annotation: Annotation, message: str, fix: str) -> Type:
        """Note that an annotation cannot be used; FAULTY."""


Form = Callable[[Annotation, Reader], Type | None]
"""Reads one way to write a type; None if the annotation is of another form."""
