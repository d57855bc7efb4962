"""The types that a lock records, read again: what of them has to stay, and what absence means."""

from __future__ import annotations

import ast
from enum import Enum

from gen_plugin.frozen import dataclass
from gen_plugin.lower import keys
from gen_plugin.lower.lock import Lock
from gen_plugin.lower.recorded import BIG_INT, FLAG, IMPLICIT, UNION, ZEROS, parse_type

_CONTAINERS = ("list[", "set[", "dict[")
_NUMBER_PINS = ("Annotated[int, pin.", "Annotated[float, pin.")


class Absence(Enum):
    """What it means that a value was not sent; the value is how messages call it."""

    FAULT = "nothing"
    ZERO = "zero"
    EMPTY = "empty"
    NONE = "None"
    DEFAULT = "the default"


@dataclass(frozen=True, slots=True)
class RecordedType:
    """A recorded type.

    Attributes:
        core: The type of the value or, in a stream, of an item; without None, and without the
            values of its literals.
        opened: The same, with the types of the literals' values in their place.
        literals: The values of each of its literals, in their order.
        default: The default as it is recorded, or None.
    """

    core: str
    opened: str
    literals: tuple[frozenset[str], ...]
    is_optional: bool
    default: str | None

    @classmethod
    def read(cls, text: str) -> RecordedType:
        """Read what `gen_plugin.lower.recorded` wrote."""
        statement = parse_type(text)
        if statement is None:
            raise TypeError(f"{text} is no type")
        type_, is_optional = statement.annotation, False
        if isinstance(type_, ast.Subscript) and ast.unparse(type_.value) == "Iterator":
            type_ = type_.slice
        if isinstance(type_, ast.BinOp):
            type_, is_optional = type_.left, True
        emptied, opened = _Literals(), _Literals(is_open=True)
        core = ast.unparse(emptied.visit(_copy(type_)))
        return cls(
            core=core,
            opened=ast.unparse(opened.visit(_copy(type_))),
            literals=tuple(emptied.values),
            is_optional=is_optional,
            default=ast.unparse(statement.value) if statement.value else None,
        )

    @property
    def has_other_default(self) -> bool:
        """Whether absence stands for a value that the wire does not know by itself."""
        unsaid = {"[]", *ZEROS.values()} if not self.is_optional else set()
        return self.default not in {None, "None", IMPLICIT, *unsaid}

    @property
    def is_sent(self) -> bool:
        """Whether it is sent whatever it is, and absent only from those who do not know it."""
        return self.has_other_default or self.default in ZEROS.values()

    def layout(self, *, is_field: bool) -> tuple[bool, bool]:
        """What else decides which fields carry it: equal types with equal layouts fit each other.

        Args:
            is_field: Whether the lock has a field for it, and not only for the arms of a union.
        """
        if self.core == UNION:
            return (is_field, False)
        if self.core.startswith(_CONTAINERS):
            return (self.is_optional, self.has_other_default)
        return (self.is_optional and self.has_other_default, False)

    def absence(self, lock: Lock) -> Absence:
        """What it means to a reader that nothing was sent."""
        if self.has_other_default:
            return Absence.DEFAULT
        if self.is_optional or self.default == "None":
            return Absence.NONE
        if self.core.startswith(_CONTAINERS):
            return Absence.EMPTY
        if self.default is not None or self._has_zero(lock):
            return Absence.ZERO
        return Absence.FAULT

    def _has_zero(self, lock: Lock) -> bool:
        """Whether one of its values is not sent, for being the zero of its field."""
        if self.core in _LITERALS.values():
            return bool(self.literals[0] & {"''", "0"})
        if (
            self.core.startswith(FLAG)
            or self.core in _SCALARS
            or (self.core.startswith(_NUMBER_PINS) and self.core != BIG_INT)
        ):
            return True
        enum = next((key for key, name in lock.enums.items() if name == self.core), None)
        return enum is not None and keys.zero(enum) not in lock.members


_SCALARS = {"str", "int", "float", "bool", "bytes"}
_LITERALS = {"str": "Literal_str", "int": "Literal_int"}


class _Literals(ast.NodeTransformer):
    """Puts a word into the place of each literal, and collects their values."""

    def __init__(self, *, is_open: bool = False) -> None:
        self.values: list[frozenset[str]] = []
        self._is_open = is_open

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        if ast.unparse(node.value) != "Literal":
            self.generic_visit(node)
            return node
        values = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        self.values.append(frozenset(map(ast.unparse, values)))
        first = values[0]
        is_text = isinstance(first, ast.Constant) and isinstance(first.value, str)
        kind = "str" if is_text else "int"
        return ast.Name(kind if self._is_open else _LITERALS[kind])


def _copy(node: ast.expr) -> ast.expr:
    return ast.parse(ast.unparse(node), mode="eval").body
