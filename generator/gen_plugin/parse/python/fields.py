"""The fields that a record declares itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from keyword import iskeyword

import libcst as cst

from gen_plugin.frozen import dataclass
from gen_plugin.model.interface import (
    AtHome,
    ComputedDefault,
    Default,
    EmptyContainer,
    LeftOut,
    RecordField,
    RecordKind,
)
from gen_plugin.model.types import NoneType, OptionalType, Type, UnionType
from gen_plugin.parse.python.annotation import understand
from gen_plugin.parse.python.comments import comment_on
from gen_plugin.parse.python.defaults import (
    EMPTY_CLASSES,
    FAULTY_DEFAULT,
    empty_class,
    is_empty_of,
    is_shared,
    misfit,
    read_default,
    refuse_open,
)
from gen_plugin.parse.python.forms.form import FAULTY
from gen_plugin.parse.python.literals import literal
from gen_plugin.parse.python.names import check_name
from gen_plugin.parse.python.record_styles import (
    RecordStyle,
    class_options,
    field_options,
    is_required,
    is_set,
    is_total,
)
from gen_plugin.parse.python.symbols import External, Located, ProjectClass, head
from gen_plugin.parse.python.type_reader import TypeReader

_READ_ONLY = "typing.ReadOnly"
_KEYS = {"typing.Required": True, "typing.NotRequired": False, _READ_ONLY: None}
"""What may stand around the type of a TypedDict's key; whether it demands the key."""


@dataclass(frozen=True, slots=True)
class _Declaration:
    """``name: annotation = value  # comment`` in a record's body."""

    name: str
    target: Located
    annotation: Located
    value: Located | None
    comment: str | None

    @property
    def is_private(self) -> bool:
        return self.name.startswith("_")

    def left_out(self, reason: AtHome) -> LeftOut:
        return LeftOut(self.name, reason, self.target.span)


def own_attributes(
    found: ProjectClass, style: RecordStyle, types: TypeReader
) -> Iterator[RecordField | LeftOut]:
    """What a record's own body declares: fields, and what is no field or none any more."""
    options = class_options(found, style, types.project)
    keyword_only = is_set(options, "kw_only", default=style.keyword_only)
    is_total_here = is_total(found)
    for declaration in _declarations(found):
        named = understand(declaration.annotation, types.project).name
        qualifier = named if named in style.qualifiers else ""
        if qualifier == "dataclasses.KW_ONLY":
            keyword_only = True
        elif qualifier == "typing.ClassVar":
            yield declaration.left_out(AtHome.CLASS)
        elif declaration.is_private and not style.has_private:
            yield declaration.left_out(AtHome.PRIVATE)
        elif style.kind is RecordKind.TYPED_DICT:
            yield _key(declaration, types, is_demanded=is_total_here)
        elif qualifier == "dataclasses.InitVar":
            _check_init_variable(declaration, style, types)
            yield declaration.left_out(AtHome.NOT_KEPT)
        else:
            yield _field(declaration, style, types, keyword_only=keyword_only)


def _check_init_variable(declaration: _Declaration, style: RecordStyle, types: TypeReader) -> None:
    """It is left out when an object is made, so it needs a default."""
    value = declaration.value
    options = field_options(value, style, types.project) if value else {}
    if value is None or (options is not None and "default" not in options):
        types.faults.add(
            "GP220",
            declaration.annotation.span,
            f"{declaration.name} is given to the constructor and not kept, so it is not sent",
            "give it a default, which is used on arrival, or make it a field of its own",
        )


def _key(declaration: _Declaration, types: TypeReader, *, is_demanded: bool) -> RecordField:
    """The field for a key of a TypedDict."""
    check_name(declaration.name, declaration.target.span, "a field", types.faults)
    located, around = _qualified(declaration.annotation, types)
    type_, pinned = types.whole(located)
    for each in around:
        is_demanded = is_demanded if _KEYS[each] is None else _KEYS[each] is True
    default: Default | None = None
    if not is_demanded:
        if isinstance(type_, OptionalType) or (
            isinstance(type_, UnionType) and NoneType() in type_.arms
        ):
            default = ComputedDefault(None)
        elif type_ is not FAULTY:
            type_ = OptionalType(type_)
    return RecordField(
        name=declaration.name,
        type=type_,
        default=default,
        keyword_only=True,
        pinned=pinned,
        comment=declaration.comment,
        span=declaration.target.span,
        may_be_missing=not is_demanded,
        is_read_only=_READ_ONLY in around,
    )


def _qualified(located: Located, types: TypeReader) -> tuple[Located, list[str]]:
    """A key's annotation without ``Required[...]`` and its like, and which these were."""
    around: list[str] = []
    annotation = understand(located, types.project)
    while annotation.name in _KEYS and annotation.arguments and len(annotation.arguments) == 1:
        around.append(annotation.name)
        located = annotation.arguments[0]
        annotation = understand(located, types.project)
    return located, around


def _field(
    declaration: _Declaration, style: RecordStyle, types: TypeReader, *, keyword_only: bool
) -> RecordField | LeftOut:
    """The field that a declaration makes, if it is one that is sent."""
    options = field_options(declaration.value, style, types.project) if declaration.value else None
    if options is not None and not is_set(options, "init", default=True):
        return declaration.left_out(AtHome.NO_ARGUMENT)
    if options is not None and _is_aside(declaration, options, style):
        return declaration.left_out(AtHome.NOT_COMPARED)
    span = declaration.target.span
    check_name(declaration.name, span, "a field", types.faults)
    _check_private(declaration, style, types)
    argument = _argument(declaration, options or {}, style, types)
    may_be_final = "typing.Final" in style.qualifiers
    type_, pinned = types.whole(declaration.annotation, may_be_final=may_be_final)
    return RecordField(
        name=declaration.name,
        type=type_,
        default=_default(declaration.value, options, type_, style, types),
        keyword_only=is_set(options or {}, "kw_only", default=keyword_only),
        pinned=pinned,
        comment=declaration.comment,
        span=span,
        argument=argument,
    )


def _is_aside(declaration: _Declaration, options: dict[str, Located], style: RecordStyle) -> bool:
    """Whether a private field can be left out: an object that is made without it is equal."""
    has_default = "default" in options or "default_factory" in options
    is_apart = style.compared in options and literal(options[style.compared]) is False
    return declaration.is_private and has_default and is_apart


def _check_private(declaration: _Declaration, style: RecordStyle, types: TypeReader) -> None:
    """Two underscores make another name of it, and a NamedTuple takes none."""
    name = declaration.name
    is_mangled = name.startswith("__") and not name.endswith("__")
    if is_mangled or (declaration.is_private and style.kind is RecordKind.NAMED_TUPLE):
        types.faults.add(
            "GP219",
            declaration.target.span,
            f"the field {name} has another name outside of its class"
            if is_mangled
            else f"a NamedTuple has no private fields, so {name} cannot be one",
            "write it with a single underscore, or none" if is_mangled else "take the _ away",
        )


def _argument(
    declaration: _Declaration,
    options: dict[str, Located],
    style: RecordStyle,
    types: TypeReader,
) -> str | None:
    """What the constructor calls a field, if not by its name."""
    if "alias" not in options and declaration.is_private and style.strips_underscores:
        return declaration.name.lstrip("_")
    alias = literal(options["alias"]) if "alias" in options else None
    is_known = alias is None or (isinstance(alias, str) and is_name(alias))
    if "validation_alias" in options or not is_known:
        types.faults.add(
            "GP220",
            declaration.target.span,
            f"the constructor takes {declaration.name} under a name that cannot be written here",
            "give it an alias that is a Python name, or none, or use pin.field(name=...) for the "
            "wire",
        )
    return alias if isinstance(alias, str) else None


def is_name(text: str) -> bool:
    """Whether a text can be the name of an argument."""
    return text.isidentifier() and not iskeyword(text)


def _default(
    value: Located | None,
    options: dict[str, Located] | None,
    type_: Type,
    style: RecordStyle,
    types: TypeReader,
) -> Default | None:
    if options is None:
        if value is None or is_required(value, style):
            return None
        return _checked_default(value, type_, style, types)
    if "default" in options:
        return _checked_default(options["default"], type_, style, types)
    if "default_factory" in options:
        return _factory(options["default_factory"], type_, types)
    return None


def _checked_default(value: Located, type_: Type, style: RecordStyle, types: TypeReader) -> Default:
    default = _read_default(value, type_, types)
    is_unsafe = style.shares_defaults and is_shared(value, types)
    if isinstance(default, EmptyContainer) and is_unsafe:
        kind = empty_class(value, types).rpartition(".")[2]
        types.faults.add(
            "GP222",
            value.span,
            "every object would share this default",
            f"write field({style.factory}={kind})",
        )
    return default


def _factory(factory: Located, type_: Type, types: TypeReader) -> Default:
    """What ``list``, ``list[str]``, ``dict``, ``lambda: []`` or ``uuid4`` makes."""
    node = factory.node
    if isinstance(node, cst.Lambda) and not node.params.params:
        return _read_default(Located(node.body, factory.module, factory.spans), type_, types)
    symbol = types.project.lookup(head(factory))
    made = symbol.name if isinstance(symbol, External) else ""
    if type_ is FAULTY:
        return FAULTY_DEFAULT
    if made not in EMPTY_CLASSES:
        return ComputedDefault(None)
    return EmptyContainer() if is_empty_of(made, _inner(type_)) else misfit(types, factory)


def _read_default(value: Located, type_: Type, types: TypeReader) -> Default:
    """The default; one that is not written out is left to the class, whose constructor has it."""
    if isinstance(value.node, cst.Ellipsis) and type_ is not FAULTY:
        fix = (
            "write the default out, or leave it out if each object is made with a value of its own"
        )
        return refuse_open(value, types, fix)
    return read_default(value, type_, types, may_be_computed=True)


def _inner(type_: Type) -> Type:
    return type_.inner if isinstance(type_, OptionalType) else type_


def _declarations(found: ProjectClass) -> Iterator[_Declaration]:
    statements = list(found.node.body.body)
    for statement, following in zip(statements, [*statements[1:], None], strict=True):
        if not isinstance(statement, cst.SimpleStatementLine):
            yield from _declared([statement], None, found)
            continue
        comment = comment_on(statement, following, found.module)
        yield from _declared(statement.body, comment, found)


def _declared(
    statements: Sequence[cst.CSTNode], comment: str | None, found: ProjectClass
) -> Iterator[_Declaration]:
    for each in statements:
        if isinstance(each, cst.AnnAssign) and isinstance(each.target, cst.Name):
            yield _Declaration(
                name=each.target.value,
                target=found.at(each.target),
                annotation=found.at(each.annotation.annotation),
                value=found.at(each.value) if each.value else None,
                comment=comment,
            )
