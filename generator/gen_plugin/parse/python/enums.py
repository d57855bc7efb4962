"""Enums: their members, by what the class statement says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeGuard

import libcst as cst

from gen_plugin.model.interface import EnumBase, EnumDefinition, Member
from gen_plugin.parse.python.class_kind import ClassKind, decorators_of
from gen_plugin.parse.python.conditional import refuse_conditional
from gen_plugin.parse.python.docstrings import docstring
from gen_plugin.parse.python.literals import NOT_LITERAL, literal
from gen_plugin.parse.python.names import check_name
from gen_plugin.parse.python.symbols import External, Located, ProjectClass
from gen_plugin.parse.python.type_reader import TypeReader

_BASES = {ClassKind.ENUM: EnumBase.ENUM, ClassKind.INT_ENUM: EnumBase.INT_ENUM}


def read_enum(found: ProjectClass, kind: ClassKind, types: TypeReader) -> EnumDefinition:
    """Read an enum."""
    span = found.at(found.node.name).span
    check_name(found.name, span, "an enum", types.faults)
    refuse_conditional(found, cst.Assign, types)
    return EnumDefinition(
        key=found.key,
        module=found.module.source.module,
        name=found.name,
        base=_BASES[kind],
        members=_members(found, types),
        docstring=docstring(found.node, found.module),
        pinned_message=pinned_message(found, types),
        span=span,
    )


def pinned_message(found: ProjectClass, types: TypeReader) -> str | None:
    """What ``@pin.message(...)`` says of a record or an enum."""
    decorators = [each for each, _ in decorators_of(found.node, found, types.project)]
    for each in decorators:
        if types.pins.is_pin(each) and not types.pins.is_pin(each, "message"):
            types.pins.refuse(each)
    pin = types.pins.only(decorators, "message")
    return types.pins.message(pin) if pin else None


def member_names(found: ProjectClass) -> list[str]:
    """The names of an enum's members, aliases included."""
    return [target.value for target, _ in member_assignments(found)]


def _members(found: ProjectClass, types: TypeReader) -> tuple[Member, ...]:
    members: list[Member] = []
    seen = _SeenValues()
    _refuse_several(found, types)
    for target, assigned in member_assignments(found):
        located = found.at(assigned)
        if _called_symbol(located, types) == External("enum.nonmember"):
            continue
        span = found.at(target).span
        check_name(target.value, span, "an enum member", types.faults)
        value = literal(located)
        alias_of = seen.add(
            target.value, value, _reference(located), is_auto=is_auto(located, types)
        )
        members.append(Member(target.value, value if _is_int(value) else None, alias_of, span))
    return tuple(members)


def _refuse_several(found: ProjectClass, types: TypeReader) -> None:
    """``RED, BLUE = 1, 2`` makes members, and which values they have may take a run to know."""
    for statement in found.node.body.body:
        for small in statement.body if isinstance(statement, cst.SimpleStatementLine) else ():
            for target, _ in _targets(small):
                if isinstance(target, cst.Tuple | cst.List):
                    types.faults.add(
                        "GP113",
                        found.at(target).span,
                        f"{found.at(target).code} makes several members of {found.name} at once",
                        "write each on a line of its own",
                    )
                    types.faults.unread.add(found.key)


class _SeenValues:
    """The values so far, to tell a member from a second name of an earlier one."""

    def __init__(self) -> None:
        self._values: dict[str, object] = {}
        self._members: dict[str, str] = {}

    def add(self, name: str, value: object, reference: str | None, *, is_auto: bool) -> str | None:
        """The name of the earlier member that this one is another name of, or None."""
        if is_auto:
            value = max(filter(_is_int, self._values.values()), default=0) + 1
        alias_of = self._members.get(reference or "") or self._with_value(value)
        self._members[name] = alias_of or name
        if alias_of is None:
            self._values[name] = value
        return alias_of

    def _with_value(self, value: object) -> str | None:
        if value is NOT_LITERAL:
            return None
        return next((name for name, known in self._values.items() if known == value), None)


def _is_int(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _reference(located: Located) -> str | None:
    return located.node.value if isinstance(located.node, cst.Name) else None


def is_auto(located: Located, types: TypeReader) -> bool:
    """Whether it is ``auto()``."""
    return _called_symbol(located, types) == External("enum.auto")


def _called_symbol(located: Located, types: TypeReader) -> object:
    if not isinstance(located.node, cst.Call):
        return None
    return types.project.lookup(Located(located.node.func, located.module, located.spans))


def member_assignments(found: ProjectClass) -> Iterator[tuple[cst.Name, cst.BaseExpression]]:
    """The assignments of a body that make members: no private and no special names."""
    for statement in found.node.body.body:
        smalls = statement.body if isinstance(statement, cst.SimpleStatementLine) else [statement]
        for small in smalls:
            for target, value in _targets(small):
                if isinstance(target, cst.Name) and not target.value.startswith("_"):
                    yield target, value


def _targets(
    small: cst.CSTNode,
) -> Iterator[tuple[cst.BaseExpression, cst.BaseExpression]]:
    if isinstance(small, cst.Assign):
        for target in small.targets:
            yield target.target, small.value
    elif isinstance(small, cst.AnnAssign) and small.value is not None:
        yield small.target, small.value
