"""Types as the lock records them: as much of them as the wire shows, in Python's words.

What does not show is left out: that a `Sequence` is a list, a `bytearray` bytes, an ``async def``
a method. Records, enums and Protocols go by their names on the wire, which moving them keeps. A
union is `UNION`, and each of its arms has a type of its own, under its own key. Behind the type
stands what it means that nothing was sent: ``= None``, ``= []`` or a zero as written (an enum's as
``0``), ``= ...`` for every other default, `IMPLICIT` where ``pin.implicit`` says so. A zero is
written only if it was the default from the start: see `held`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping

from gen_plugin.every_python import literal
from gen_plugin.lower import keys
from gen_plugin.lower.layout import Layout, lay_out, lay_out_arm, lay_out_item, nested_in
from gen_plugin.lower.layout import union_arms as arms_of
from gen_plugin.lower.objects import sent
from gen_plugin.lower.unions import is_spread
from gen_plugin.model.interface import (
    Default,
    EmptyContainer,
    Interface,
    Literal,
    Method,
    Parameter,
    PinnedField,
    RecordField,
    object_in,
)
from gen_plugin.model.types import (
    ConvertedKind,
    ConvertedType,
    DictType,
    EnumType,
    FlagType,
    ListType,
    LiteralType,
    NoneType,
    NumberFormat,
    ObjectType,
    OptionalType,
    RecordType,
    ScalarKind,
    ScalarType,
    TupleType,
    Type,
    UnionType,
    bare,
)

UNION = "typing.Union"
FLAG = "enum.Flag"
IMPLICIT = "pin.implicit"
OTHER_DEFAULT = "..."
BIG_INT = "Annotated[int, pin.bigint]"
ZEROS = {
    ScalarKind.STR: "''",
    ScalarKind.INT: "0",
    ScalarKind.FLOAT: "0.0",
    ScalarKind.BOOL: "False",
    ScalarKind.BYTES: "b''",
}
"""The defaults that are recorded as written: those which a field that was left out has anyway."""

_FLAG_KEY = re.compile(rf"{re.escape(FLAG)}\['(.*?)'\]")
_PATH = "pathlib.Path"
_CONVERTED = {
    ConvertedKind.BIG_INT: BIG_INT,
    ConvertedKind.BYTEARRAY: "bytes",
    ConvertedKind.MEMORYVIEW: "bytes",
    ConvertedKind.UUID_BYTES: "Annotated[uuid.UUID, pin.bytes]",
    ConvertedKind.PURE_PATH: _PATH,
    ConvertedKind.PURE_POSIX_PATH: _PATH,
    ConvertedKind.PURE_WINDOWS_PATH: _PATH,
    ConvertedKind.PATH_LIKE: _PATH,
    ConvertedKind.NAIVE_DATETIME: "Annotated[datetime.datetime, pin.naive]",
    ConvertedKind.ZONED_DATETIME: "Annotated[datetime.datetime, pin.zoned]",
    ConvertedKind.JSON: "gen_plugin_runtime.JsonValue",
}


def record_types(
    interface: Interface, names: Mapping[str, str], zeros: Collection[Default]
) -> dict[str, str]:
    """The type of each parameter, result, item of a stream, field and arm of a union, by its key.

    Args:
        interface: The interface.
        names: Of records, enums and services on the wire, by their keys in the lock.
        zeros: The members of enums that are sent as 0.
    """
    recorder = _Recorder(interface, names, zeros)
    return dict(recorder.types())


def held(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """The types of now, without forgetting what absence has meant since an earlier lock.

    A default that is a zero fits what was required before, which left zeros out, and another
    default, which stood for what was left out. The two do not fit each other, and there are hosts
    and plugins of that time: the lock goes on saying which of them it was.
    """
    found = dict(now)
    for key in before.keys() & now.keys():
        lasting = _lasting(before[key], now[key])
        if lasting is not None:
            found[key] = f"{now[key].rpartition(' = ')[0]} = {lasting}"
    return found


def _lasting(before: str, now: str) -> str | None:
    """What stands for the former meaning of absence, if the default of now hides it."""
    old, new = parse_type(before), parse_type(now)
    if not old or not new or new.value is None or ast.unparse(new.value) not in ZEROS.values():
        return None
    if isinstance(old.annotation, ast.BinOp) or isinstance(new.annotation, ast.BinOp):
        return None
    if old.value is None:
        return None if ast.unparse(old.annotation) == BIG_INT else IMPLICIT
    former = ast.unparse(old.value)
    return former if former in {IMPLICIT, OTHER_DEFAULT} else None


def flag_type(key: str) -> str:
    """The type of a flag that has this key in the lock."""
    return f"{FLAG}[{key!r}]"


def flag_keys(types: Mapping[str, str]) -> dict[str, str]:
    """The keys of the flags in recorded types; they have no names on the wire."""
    return {key: "" for each in types.values() for key in _FLAG_KEY.findall(each)}


def parse_type(text: str) -> ast.AnnAssign | None:
    """A recorded type as an annotation, with its default as the value; None if it is none."""
    try:
        body = ast.parse(f"value: {text}").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return body[0] if len(body) == 1 and isinstance(body[0], ast.AnnAssign) else None


class _Recorder:
    def __init__(
        self, interface: Interface, names: Mapping[str, str], zeros: Collection[Default]
    ) -> None:
        self._interface = interface
        self._zeros = zeros
        module = interface.source.module
        self._names = {each.key: names[each.name] for each in interface.protocols}
        for record in interface.records.values():
            self._names[record.key] = names[keys.definition(record, module)]
        for enum in interface.enums.values():
            self._names[enum.key] = names[keys.definition(enum, module)]

    def types(self) -> Iterator[tuple[str, str]]:
        """All keys with their types."""
        for protocol in self._interface.protocols:
            for method in protocol.methods:
                yield from self._method(method, keys.method(protocol.name, method.name))
        for record in self._interface.records.values():
            owner = keys.definition(record, self._interface.source.module)
            for field in record.fields:
                yield from self._value(field, keys.attribute(owner, field.name))

    def _method(self, method: Method, key: str) -> Iterator[tuple[str, str]]:
        for each in method.arguments:
            yield from self._value(each, keys.parameter(key, each.name))
        if method.streamed:
            item, type_ = keys.streamed(key, keys.ITEM), method.streamed.type
            yield item, f"Iterator[{self._spelled(type_)}]"
            yield from self._nested(lay_out_item(type_, item, is_choice=bool(method.arguments)))
        result = self._spelled(method.result)
        yield keys.result(key), f"Iterator[{result}]" if method.result_stream else result
        if method.result != NoneType():
            yield from self._arms(method.result, keys.result(key), None, method.result_pinned)

    def _value(self, value: Parameter | RecordField, key: str) -> Iterator[tuple[str, str]]:
        yield key, self._spelled(value.type) + _absence(value, self._zeros)
        yield from self._arms(value.type, key, value.wire_default, value.pinned)

    def _arms(
        self, type_: Type, key: str, default: Default | None, pinned: PinnedField
    ) -> Iterator[tuple[str, str]]:
        if isinstance(type_, UnionType) and is_spread(type_, default, pinned):
            for arm_key, _, arm in arms_of(type_, key):
                yield arm_key, self._spelled(arm)
                yield from self._nested(lay_out_arm(arm, arm_key))
        else:
            yield from self._nested(lay_out(sent(type_), key, default))

    def _nested(self, layout: Layout) -> Iterator[tuple[str, str]]:
        for nested in nested_in(layout):
            for part in nested.parts:
                if part.key:
                    yield part.key, self._spelled(part.type)

    def _spelled(self, type_: Type) -> str:
        match bare(type_):
            case RecordType(key) | EnumType(key) | ObjectType(key):
                return self._names[key]
            case FlagType() as flag:
                return flag_type(keys.definition(flag, self._interface.source.module))
            case ListType(item, kind):
                return f"{'set' if kind.is_set else 'list'}[{self._spelled(item)}]"
            case TupleType(items):
                return f"tuple[{', '.join(map(self._spelled, items)) or '()'}]"
            case DictType(key, value):
                return f"dict[{self._spelled(key)}, {self._spelled(value)}]"
            case OptionalType(inner):
                return f"{self._spelled(inner)} | None"
            case plain:
                return _spelled_plain(plain)


def _spelled_plain(type_: Type) -> str:
    """A type that holds no others, as far as its own line is concerned."""
    match type_:
        case ScalarType(kind, None):
            return kind.value
        case ScalarType(kind, NumberFormat() as pinned):
            return f"Annotated[{kind.value}, pin.{pinned.value}]"
        case ConvertedType(kind):
            return _CONVERTED.get(kind, type_.name)
        case LiteralType(values):
            return f"Literal[{', '.join(map(literal, sorted(values)))}]"
        case UnionType():
            return UNION
        case NoneType():
            return "None"
        case _:
            raise TypeError(f"{type_} holds others")


def _absence(value: Parameter | RecordField, zeros: Collection[Default]) -> str:
    if value.pinned.implicit:
        return f" = {IMPLICIT}"
    match value.default:
        case None:
            return ""
        case Literal(None):
            return " = None"
        case EmptyContainer():
            return " = []"
        case Literal(written) if repr(written) in ZEROS.values():
            return f" = {written!r}"
        case default if default in zeros:
            return " = 0"
        case _:
            return f" = {OTHER_DEFAULT}" if object_in(value.type) is None else " = None"
