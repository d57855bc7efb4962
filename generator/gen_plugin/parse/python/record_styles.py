"""The ways to declare a record, and the options of each: ``@dataclass(...)``, ``field(...)``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from gen_plugin.frozen import dataclass
from gen_plugin.model.interface import RecordKind
from gen_plugin.parse.python.class_kind import ClassKind, ancestry, decorators_of, kind_of
from gen_plugin.parse.python.literals import literal
from gen_plugin.parse.python.project import Project
from gen_plugin.parse.python.symbols import External, Located, ProjectClass, Symbol
from gen_plugin.parse.python.vocabulary import ATTRS_DECORATORS, ATTRS_FROZEN


@dataclass(frozen=True, slots=True)
class RecordStyle:
    """One way to declare a record.

    Attributes:
        decorators: Those that make a record of a class, and have options.
        fields: The functions that give a field options.
        factory: The option that makes a default.
        factories: The functions whose argument does, in the place of a default.
        keyword_only: Whether the constructor takes fields by name alone.
        shares_defaults: Whether all objects share a default that is written out.
        has_private: Whether a name with an underscore before it is a field.
        strips_underscores: Whether the constructor takes such a field under a name without them.
        compared: The option that says whether objects are compared by a field.
        qualifiers: What may stand around a whole annotation, and is no type itself.
    """

    kind: RecordKind
    decorators: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    factory: str = "default_factory"
    factories: frozenset[str] = frozenset()
    keyword_only: bool = False
    shares_defaults: bool = True
    has_private: bool = True
    strips_underscores: bool = False
    compared: str = "compare"
    qualifiers: frozenset[str] = frozenset({"typing.ClassVar", "typing.Final"})


STYLES = {
    ClassKind.DATACLASS: RecordStyle(
        RecordKind.DATACLASS,
        decorators=frozenset({"dataclasses.dataclass"}),
        fields=frozenset({"dataclasses.field"}),
        qualifiers=frozenset(
            {"typing.ClassVar", "typing.Final", "dataclasses.InitVar", "dataclasses.KW_ONLY"}
        ),
    ),
    ClassKind.ATTRS: RecordStyle(
        RecordKind.ATTRS,
        decorators=ATTRS_DECORATORS,
        fields=frozenset({"attrs.field", "attr.field", "attr.ib", "attr.attrib"}),
        factory="factory",
        factories=frozenset({"attrs.Factory", "attr.Factory"}),
        strips_underscores=True,
        compared="eq",
    ),
    ClassKind.PYDANTIC: RecordStyle(
        RecordKind.PYDANTIC,
        fields=frozenset({"pydantic.Field"}),
        keyword_only=True,
        shares_defaults=False,
        has_private=False,
    ),
    ClassKind.NAMED_TUPLE: RecordStyle(RecordKind.NAMED_TUPLE, qualifiers=frozenset()),
    ClassKind.TYPED_DICT: RecordStyle(
        RecordKind.TYPED_DICT, keyword_only=True, qualifiers=frozenset()
    ),
}
"""The kinds of classes that are records."""


def class_options(found: ProjectClass, style: RecordStyle, project: Project) -> dict[str, Located]:
    """The keyword arguments of the decorator that makes a class a record."""
    for decorator, symbol in decorators_of(found.node, found, project):
        if isinstance(symbol, External) and symbol.name in style.decorators:
            return _arguments(decorator, "")
    return {}


def field_options(
    value: Located, style: RecordStyle, project: Project
) -> dict[str, Located] | None:
    """The arguments of ``field(...)``; None of any other expression."""
    called = _called(value, project)
    if called in style.factories:
        return _arguments(value, "default_factory")
    if called not in style.fields:
        return None
    options = _arguments(value, "default")
    if style.factory in options:
        options["default_factory"] = options.pop(style.factory)
    if "default" in options and _called(options["default"], project) in style.factories:
        options |= _arguments(options.pop("default"), "default_factory")
    if "default" in options and is_required(options["default"], style):
        del options["default"]
    return options


def is_required(default: Located, style: RecordStyle) -> bool:
    """Whether what stands in the place of a default says that there is none: pydantic's ``...``."""
    return style.kind is RecordKind.PYDANTIC and isinstance(default.node, cst.Ellipsis)


def _called(value: Located, project: Project) -> str:
    """The name of the function that an expression calls; empty if it is no call."""
    node = value.node
    if not isinstance(node, cst.Call):
        return ""
    symbol = project.lookup(Located(node.func, value.module, value.spans))
    return symbol.name if isinstance(symbol, External) else ""


def is_set(options: dict[str, Located], name: str, *, default: bool) -> bool:
    """What a switch is set to: ``kw_only=True``."""
    if name not in options:
        return default
    return literal(options[name]) is True


def is_hashable(found: ProjectClass, project: Project) -> bool:
    """Whether a record's class has a hash, by what its declaration says."""
    kind = kind_of(found, project)
    if kind is ClassKind.NAMED_TUPLE:
        return True
    functions = [each for each in found.node.body.body if isinstance(each, cst.FunctionDef)]
    if any(each.name.value == "__hash__" for each in functions):
        return True
    if kind is ClassKind.PYDANTIC:
        options_ = [model_options(each) for each in ancestry(found, project)]
        return next((each["frozen"] is True for each in options_ if "frozen" in each), False)
    if kind not in {ClassKind.DATACLASS, ClassKind.ATTRS}:
        return False
    options = class_options(found, STYLES[kind], project)
    switched = any(is_set(options, each, default=False) for each in ("frozen", "unsafe_hash"))
    return switched or _is_frozen(found, project) or not is_set(options, "eq", default=True)


def model_options(found: ProjectClass) -> dict[str, object]:
    """What a pydantic model's own `model_config` and class arguments say, if it is written out."""
    options = {
        each.keyword.value: literal(found.at(each.value))
        for each in found.node.keywords
        if each.keyword is not None
    }
    for statement in found.node.body.body:
        for small in statement.body if isinstance(statement, cst.SimpleStatementLine) else ():
            value = _assigned(small, "model_config")
            if isinstance(value, cst.Call):
                named = _named(value, "")
                options |= {name: literal(found.at(each.value)) for name, each in named}
            elif value is not None:
                written = literal(found.at(value))
                options |= written if isinstance(written, dict) else {}
    return options


def _assigned(small: cst.CSTNode, name: str) -> cst.BaseExpression | None:
    """What is assigned to a name, if a statement does so."""
    if isinstance(small, cst.Assign) and len(small.targets) == 1:
        target = small.targets[0].target
    elif isinstance(small, cst.AnnAssign):
        target = small.target
    else:
        return None
    return small.value if isinstance(target, cst.Name) and target.value == name else None


def is_total(found: ProjectClass) -> bool:
    """Whether a TypedDict demands the keys that its own body declares."""
    return all(
        keyword.keyword is None or keyword.keyword.value != "total" or _is_true(found, keyword)
        for keyword in found.node.keywords
    )


def _is_true(found: ProjectClass, keyword: cst.Arg) -> bool:
    return literal(found.at(keyword.value)) is not False


def _is_frozen(found: ProjectClass, project: Project) -> bool:
    return any(_names_frozen(symbol) for _, symbol in decorators_of(found.node, found, project))


def _names_frozen(symbol: Symbol | None) -> bool:
    return isinstance(symbol, External) and symbol.name in ATTRS_FROZEN


def _arguments(located: Located, positional: str) -> dict[str, Located]:
    """The arguments by name; the first without one, if any, under the name given."""
    if not isinstance(located.node, cst.Call):
        return {}
    return {
        name: Located(argument.value, located.module, located.spans)
        for name, argument in _named(located.node, positional)
    }


def _named(call: cst.Call, positional: str) -> Iterator[tuple[str, cst.Arg]]:
    for index, argument in enumerate(call.args):
        if argument.keyword is not None:
            yield argument.keyword.value, argument
        elif positional and index == 0 and not argument.star:
            yield positional, argument
