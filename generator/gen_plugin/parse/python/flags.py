"""The bits that a `Flag` names, as far as its class statement says them."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping

from gen_plugin.model.interface import Bit
from gen_plugin.parse.python.enums import is_auto, member_assignments
from gen_plugin.parse.python.symbols import ProjectClass
from gen_plugin.parse.python.type_reader import TypeReader

_OPERATORS: dict[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.BitOr: operator.or_,
    ast.LShift: operator.lshift,
    ast.Pow: operator.pow,
}
_MOST = 64
"""Operands of shifts and powers that a bit of an int64 can need."""


def read_bits(found: ProjectClass, types: TypeReader) -> tuple[Bit, ...]:
    """The members that are one bit. Which bit may take a run to know: then it is left out."""
    values: dict[str, int | None] = {}
    bits = []
    for target, value in member_assignments(found):
        located = found.at(value)
        number = (
            _next(values) if is_auto(located, types) else _value(_expression(located.code), values)
        )
        values[target.value] = number
        if number is not None and number.bit_count() == 1 and number > 0:
            bits.append(Bit(target.value, number, found.at(target).span))
    return tuple(bits)


def _next(values: Mapping[str, int | None]) -> int | None:
    """What `auto` makes: the bit above the highest so far, if all of them are known."""
    known = [each for each in values.values() if each is not None]
    return 1 << max(known, default=0).bit_length() if len(known) == len(values) else None


def _expression(code: str) -> ast.expr:
    return ast.parse(f"({code})", mode="eval").body


def _value(node: ast.expr, values: Mapping[str, int | None]) -> int | None:
    match node:
        case ast.Constant(int(number)):
            return number
        case ast.Name(name):
            return values.get(name)
        case ast.BinOp(left, kind, right) if type(kind) in _OPERATORS:
            operands = _value(left, values), _value(right, values)
            first, second = operands
            if first is None or second is None or not 0 <= second <= _MOST or first < 0:
                return None
            return _OPERATORS[type(kind)](first, second)
        case _:
            return None
