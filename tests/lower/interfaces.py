"""Hypothesis strategies for interfaces, and for what their authors do to them later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from hypothesis import strategies as st
from tests.lower import building
from tests.lower.building import BOOL, BYTES, FLOAT, INT, NONE, STR

from gen_plugin.model.interface import (
    Default,
    EmptyContainer,
    EnumBase,
    EnumDefinition,
    EnumMember,
    Interface,
    Literal,
    Member,
    Method,
    Parameter,
    ProtocolDefinition,
    Record,
    RecordField,
)
from gen_plugin.model.types import (
    ConvertedKind,
    ConvertedType,
    DictType,
    EnumType,
    ListType,
    NumberFormat,
    OptionalType,
    RecordType,
    ScalarKind,
    ScalarType,
    Type,
    UnionType,
)
from gen_plugin.model.unions import name_of


def _words(text: str) -> list[str]:
    return text.split()


VALUE_NAMES = _words("""
    x x_ _x __x X x_2 x_3 fooBar foo_bar FooBar foo1 foo_1 foo_1_ foo FooEntry fooEntry FooItem
    foo_item FooValue _ __ _1 message option map string reserved stream true max oneof optional
    repeated SerializeToString Clear DESCRIPTOR result value key items Color None_ name n Person
""")
TYPE_NAMES = _words("""
    Person person Color color COLOR message string reserved stream group map int64 _ A_ A B v1
    GreeterGreetRequest GreeterGreetResponse FooEntry FooItem FooValue ItemsEntry COLOR_BLUE
    COLOR_UNSPECIFIED greeter DESCRIPTOR HTTPServer HttpServer Http_Server Empty
""")
MEMBER_NAMES = _words("""
    BLUE Blue blue DARK_BLUE darkBlue DarkBlue UNSPECIFIED unspecified _ COLOR COLOR_BLUE X X1 X_1
    RED option NONE
""")
PROTOCOL_NAMES = _words("Greeter greeter GREETER KV Clock A A_ service rpc GreeterGreet _")
METHOD_NAMES = _words("""
    greet Greet GREET say_hello sayHello SayHello get put _ x x_ request rpc stream
""")

_DEFAULTS = {
    ScalarKind.STR: Literal(""),
    ScalarKind.INT: Literal(0),
    ScalarKind.FLOAT: Literal(0.5),
    ScalarKind.BOOL: Literal(value=True),
    ScalarKind.BYTES: Literal(b"x"),
}
_SCALARS = (STR, INT, FLOAT, BOOL, BYTES)
_UNUSUAL: tuple[Type, ...] = (
    *(ScalarType(ScalarKind.INT, each) for each in NumberFormat if each.value != "float32"),
    ScalarType(ScalarKind.FLOAT, NumberFormat.FLOAT32),
    *map(ConvertedType, ConvertedKind),
)
_MODULES = ("greeter", "people", "greeter.people")

_T = TypeVar("_T")


@st.composite
def enums(draw: st.DrawFn, name: str, module: str) -> EnumDefinition:
    names = draw(st.lists(st.sampled_from(MEMBER_NAMES), max_size=6, unique=True))
    return building.enum(
        name,
        *draw(members(names)),
        base=draw(st.sampled_from(EnumBase)),
        module=module,
    )


@st.composite
def members(draw: st.DrawFn, names: Sequence[str]) -> list[Member]:
    """Members as Python makes them: who has the int value of an earlier one is its alias."""
    numbers = st.integers(-3, 6) | st.sampled_from([80, 443, -(2**31), 2**31 - 1, 2**31, 19500])
    values = st.none() | numbers if draw(st.booleans()) else numbers
    return _with_aliases([building.member(each, draw(values)) for each in names])


def _with_aliases(made: Sequence[Member]) -> list[Member]:
    first: dict[int | None, str] = {}
    return [
        replace(
            each,
            alias_of=None
            if each.value is None or first.setdefault(each.value, each.name) == each.name
            else first[each.value],
        )
        for each in made
    ]


@st.composite
def _types(draw: st.DrawFn, keys: Sequence[Type], leaves: Sequence[Type], depth: int = 4) -> Type:
    """A leaf, or up to three containers around one."""
    choice = draw(st.integers(0, 7)) if depth > 1 else 0
    if choice < 4:
        return draw(st.sampled_from(leaves))
    if choice == 7:
        return draw(_unions(keys, leaves, depth))
    inner = draw(_types(keys, leaves, depth - 1))
    if choice == 4:
        return ListType(inner)
    if choice == 5:
        return DictType(draw(st.sampled_from(keys)), inner)
    return inner if isinstance(inner, OptionalType | UnionType) else OptionalType(inner)


@st.composite
def _unions(draw: st.DrawFn, keys: Sequence[Type], leaves: Sequence[Type], depth: int) -> Type:
    inner = _types(keys, leaves, depth - 1).filter(
        lambda each: not isinstance(each, OptionalType | UnionType)
    )
    arms = st.lists(st.just(NONE) | inner, min_size=2, max_size=4, unique_by=name_of)
    made = draw(arms.filter(lambda each: len(each) > 2 or NONE not in each))
    return UnionType(tuple(made))


class Vocabulary:
    """The types that an interface can use."""

    def __init__(self, records: Sequence[str], enum_definitions: Sequence[EnumDefinition]) -> None:
        self._enums = {each.key: each for each in enum_definitions}
        keys: list[Type] = [*_SCALARS, *_UNUSUAL, *map(EnumType, self._enums)]
        leaves = [*keys, *map(RecordType, records)]
        self.types = _types(keys, leaves)

    def defaults(self, type_: Type) -> st.SearchStrategy[Default | None]:
        """No default, or one that such a value can have."""
        none: st.SearchStrategy[Default | None] = st.none()
        match type_:
            case OptionalType(inner):
                return st.just(Literal(None)) | self.defaults(inner)
            case ListType() | DictType():
                return none | st.just(EmptyContainer())
            case ScalarType(kind):
                return none | st.just(_DEFAULTS[kind])
            case EnumType(key):
                names = [EnumMember(key, each.name) for each in self._enums[key].members]
                return none | st.sampled_from(names) if names else none
            case UnionType(arms):
                return none | st.just(Literal(None)) if NONE in arms else none
            case _:
                return none


@st.composite
def parameters(draw: st.DrawFn, vocabulary: Vocabulary, names: Sequence[str]) -> list[Parameter]:
    made = []
    for name in names:
        type_ = draw(vocabulary.types)
        default = draw(vocabulary.defaults(type_))
        made.append(building.parameter(name, type_, default, keyword_only=draw(st.booleans())))
    return made


@st.composite
def fields(draw: st.DrawFn, vocabulary: Vocabulary, names: Sequence[str]) -> list[RecordField]:
    made = []
    for name in names:
        type_ = draw(vocabulary.types)
        made.append(building.field(name, type_, draw(vocabulary.defaults(type_))))
    return made


@st.composite
def methods(draw: st.DrawFn, vocabulary: Vocabulary, name: str) -> Method:
    names = draw(st.lists(st.sampled_from(VALUE_NAMES), max_size=5, unique=True))
    return building.method(
        name,
        *draw(parameters(vocabulary, names)),
        result=draw(st.just(NONE) | vocabulary.types),
    )


def _vocabulary(interface: Interface) -> Vocabulary:
    return Vocabulary([*interface.records], [*interface.enums.values()])


@st.composite
def interfaces(draw: st.DrawFn) -> Interface:
    """Whatever the parser can make."""
    protocol_names = draw(
        st.lists(st.sampled_from(PROTOCOL_NAMES), min_size=1, max_size=3, unique=True)
    )
    taken = {("greeter", each) for each in protocol_names}
    definitions = st.tuples(st.sampled_from(_MODULES), st.sampled_from(TYPE_NAMES))
    names = draw(
        st.lists(definitions.filter(lambda each: each not in taken), max_size=6, unique=True)
    )
    count = draw(st.integers(0, len(names)))
    enum_definitions = [draw(enums(name, module)) for module, name in names[:count]]
    record_keys = [f"{module}:{name}" for module, name in names[count:]]
    vocabulary = Vocabulary(record_keys, enum_definitions)
    records = []
    for module, name in names[count:]:
        field_names = draw(st.lists(st.sampled_from(VALUE_NAMES), max_size=6, unique=True))
        records.append(building.record(name, *draw(fields(vocabulary, field_names)), module=module))
    protocols = []
    for name in protocol_names:
        method_names = draw(st.lists(st.sampled_from(METHOD_NAMES), max_size=4, unique=True))
        protocols.append(
            building.protocol(name, *[draw(methods(vocabulary, each)) for each in method_names])
        )
    return building.interface(*protocols, *records, *enum_definitions)


@st.composite
def edited(draw: st.DrawFn, interface: Interface) -> Interface:
    """The same interface with things reordered, deleted and inserted, and none of them changed."""
    vocabulary = _vocabulary(interface)

    def thinned(things: Sequence[_T]) -> list[_T]:
        kept = [each for each in things if draw(st.integers(0, 3))]
        return draw(st.permutations(kept))

    def fresh(names: Sequence[str], things: Sequence[object]) -> list[str]:
        known = {each.name for each in things}  # type: ignore[attr-defined]
        return [
            each
            for each in draw(st.lists(st.sampled_from(names), max_size=2, unique=True))
            if each not in known
        ]

    def edit_type(type_: Type) -> Type:
        if not isinstance(type_, UnionType):
            return replace(type_, item=edit_type(type_.item)) if type(type_) is ListType else type_
        arms = thinned(type_.arms)
        return UnionType(tuple(arms)) if len({*arms} - {NONE}) > 1 else type_

    def edit_method(method: Method) -> Method:
        new = draw(parameters(vocabulary, fresh(VALUE_NAMES, method.parameters)))
        kept = [
            replace(each, type=edit_type(each.type)) if each.default is None else each
            for each in thinned(method.parameters)
        ]
        return replace(method, parameters=tuple(draw(st.permutations([*kept, *new]))))

    def edit_protocol(protocol: ProtocolDefinition) -> ProtocolDefinition:
        new = [draw(methods(vocabulary, each)) for each in fresh(METHOD_NAMES, protocol.methods)]
        kept = [edit_method(each) for each in thinned(protocol.methods)]
        return replace(protocol, methods=tuple(draw(st.permutations([*kept, *new]))))

    def edit_record(record: Record) -> Record:
        new = draw(fields(vocabulary, fresh(VALUE_NAMES, record.fields)))
        return replace(record, fields=tuple(draw(st.permutations([*thinned(record.fields), *new]))))

    def edit_enum(enum: EnumDefinition) -> EnumDefinition:
        new = draw(members(fresh(MEMBER_NAMES, enum.members)))
        every = draw(st.permutations([*thinned(enum.members), *new]))
        return replace(enum, members=tuple(_with_aliases(every)))

    return replace(
        interface,
        protocols=tuple(edit_protocol(each) for each in draw(st.permutations(interface.protocols))),
        records={
            each.key: edit_record(each)
            for each in draw(st.permutations([*interface.records.values()]))
        },
        enums={
            each.key: edit_enum(each) for each in draw(st.permutations([*interface.enums.values()]))
        },
    )
