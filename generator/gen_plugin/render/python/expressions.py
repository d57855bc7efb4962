"""Types and defaults of the interface as Python expressions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import field

from gen_plugin.frozen import dataclass, replace
from gen_plugin.model.interface import (
    ComputedDefault,
    Default,
    EmptyContainer,
    EnumMember,
    ErrorDefault,
    FilledTuple,
    Literal,
    Method,
    Parameter,
    ParameterKind,
    Stream,
)
from gen_plugin.model.types import (
    CollectionKind,
    ConvertedKind,
    ConvertedType,
    DictType,
    EnumType,
    ErrorType,
    FlagType,
    ListType,
    LiteralType,
    MappingKind,
    NewType,
    NoneType,
    ObjectType,
    OptionalType,
    RecordType,
    ScalarType,
    TupleType,
    Type,
    UnionType,
)
from gen_plugin.render.layout import literal
from gen_plugin.render.python.kinds import item_type

_FURTHER = {Stream.GENERATOR: ", None, None", Stream.ASYNC_GENERATOR: ", None"}


@dataclass(frozen=True, slots=True)
class Expressions:
    """Writes types and defaults as one file spells them.

    Attributes:
        classes: Records, enums and Protocols by key -> what the file calls them.
        standard: Classes of the standard library -> likewise.
        shadowed: Names that mean something else where the expressions stand: a method called
            ``list`` hides the builtin from the annotations beside it.
        functions: What a ``Callable`` takes and returns, by the key of its definition.
        own: The class around them, which `Self` means as a result; empty for the Protocol.
    """

    classes: Mapping[str, str]
    standard: Mapping[str, str]
    shadowed: Collection[str] = ()
    functions: Mapping[str, Method] = field(default_factory=dict)
    own: str = ""

    def type(self, type_: Type) -> str:
        """A type as an annotation."""
        match type_:
            case NoneType():
                return "None"
            case ScalarType() | ConvertedType() | LiteralType():
                return self._single(type_)
            case ListType(item, CollectionKind.TUPLE):
                return f"{self._named('tuple')}[{self.type(item)}, ...]"
            case ListType(item, kind):
                return f"{self._named(kind.value)}[{self.type(item)}]"
            case TupleType(items):
                return f"{self._named('tuple')}[{', '.join(map(self.type, items)) or '()'}]"
            case DictType(key, _, MappingKind.COUNTER):
                return f"{self._named('Counter')}[{self.type(key)}]"
            case DictType(key, value, kind):
                return f"{self._named(kind.value)}[{self.type(key)}, {self.type(value)}]"
            case OptionalType(inner):
                return f"{self.type(inner)} | None"
            case UnionType():
                return " | ".join(self._arms(type_))
            case RecordType() | EnumType() | FlagType() | NewType() | ObjectType():
                return self._defined(type_)
            case ErrorType():
                raise TypeError("a type that was refused")

    def _arms(self, union: UnionType) -> Iterator[str]:
        """The arms, of which one lists all values: ``Literal["r", 1]``."""
        listed = union.listed
        for each in union.arms:
            if not isinstance(each, LiteralType):
                yield self.type(each)
            elif listed:
                yield self._literal(listed)
                listed = ()

    def _single(self, type_: ScalarType | ConvertedType | LiteralType) -> str:
        match type_:
            case ScalarType(kind):
                return self._named(kind.value)
            case ConvertedType(ConvertedKind.PATH_LIKE):
                return f"{self._named(type_.name)}[{self._named('str')}]"
            case ConvertedType(ConvertedKind.JSON):
                return type_.name
            case ConvertedType():
                return self._named(type_.name)
            case LiteralType(values):
                return self._literal(values)

    def _literal(self, values: Iterable[str | int]) -> str:
        return f"{self._named('Literal')}[{', '.join(map(literal, values))}]"

    def parameter(self, parameter: Parameter) -> str:
        """A parameter's type, of a stream that of the iterator, of ``*args`` that of an item."""
        if parameter.kind in {ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD}:
            return self.type(item_type(parameter.type))
        wider = replace(self, own="")  # whatever else is of the Protocol is taken, too
        return self._streamed(parameter.stream, wider.type(parameter.type))

    def result(self, method: Method) -> str:
        """A method's return type, likewise."""
        return self._streamed(method.result_stream, self.type(method.result))

    def default(self, default: Default, type_: Type) -> str:
        """A default as an expression."""
        named = type_.inner if isinstance(type_, OptionalType) else type_
        if isinstance(named, NewType) and not _is_bare(default):
            return f"{self.classes[named.key]}({self.default(default, named.inner)})"
        match default:
            case EnumMember(enum, member):
                return f"{self.classes[enum]}.{member}"
            case EmptyContainer():
                return self._empty(named)
            case ComputedDefault():
                return "OMITTED"
            case FilledTuple(items):
                return self._filled(items, named)
            case Literal(value):
                return literal(value)
            case ErrorDefault():
                raise TypeError("a default that was refused")

    def _filled(self, items: tuple[Default, ...], type_: Type) -> str:
        types = type_.items if isinstance(type_, TupleType) else [item_type(type_)] * len(items)
        written = [self.default(*each) for each in zip(items, types, strict=True)]
        return f"({', '.join(written)}{',' if len(written) == 1 else ''})"

    def _defined(self, type_: RecordType | EnumType | FlagType | NewType | ObjectType) -> str:
        if type_.key in self.functions:
            return self._function(self.functions[type_.key])
        if isinstance(type_, ObjectType) and type_.is_self and self.own:
            return self.own
        named = self.classes[type_.key]
        if isinstance(type_, RecordType | ObjectType) and type_.arguments:
            return f"{named}[{', '.join(map(self.type, type_.arguments))}]"
        return named

    def _function(self, method: Method) -> str:
        taken = ", ".join(map(self.parameter, method.parameters))
        result = self.result(method)
        if method.is_async:
            result = f"{self.standard['Awaitable']}[{result}]"
        return f"{self.standard['Callable']}[[{taken}], {result}]"

    def _streamed(self, stream: Stream | None, item: str) -> str:
        if stream is None:
            return item
        return f"{self.standard[stream.value]}[{item}{_FURTHER.get(stream, '')}]"

    def made(self, type_: Type, items: str) -> str:
        """What arrives of a type, made of a list or a dict; that itself where it is one."""
        match type_:
            case NewType(inner=inner):
                return f"{self.classes[type_.key]}({self.made(inner, items)})"
            case ListType(_, kind) if kind in _ARRIVING:
                return f"{self._named(_ARRIVING[kind])}({items})"
            case DictType(_, value, MappingKind.DEFAULT):
                return f"{self._named('defaultdict')}({self.factory(value)}, {items})"
            case DictType(_, _, MappingKind.ORDERED | MappingKind.COUNTER as kind):
                return f"{self._named(kind.value)}({items})"
            case _:
                return items

    def factory(self, type_: Type) -> str:
        """What makes the values that a ``defaultdict`` does not have; it has no way to travel."""
        match type_:
            case ScalarType(kind):
                return self._named(kind.value)
            case ListType(_, CollectionKind.LIST | CollectionKind.SET as kind):
                return self._named(kind.value)
            case DictType(_, _, MappingKind.DICT):
                return self._named("dict")
            case _:
                return "None"

    def _empty(self, type_: Type) -> str:
        match type_:
            case ListType(_, kind) if kind in _EMPTY:
                return _EMPTY[kind]
            case TupleType():
                return "()"
            case _:
                made = self.made(type_, "")
                return made.replace(", )", ")") if made else "{}"

    def _named(self, name: str) -> str:
        """A class of Python's own, whatever its name means here."""
        if name in self.standard:
            return self.standard[name]
        return f"builtins.{name}" if name in self.shadowed else name


def _is_bare(default: Default) -> bool:
    """Whether it is of no type in particular: None, or what is computed elsewhere."""
    return isinstance(default, ComputedDefault) or default == Literal(None)


_ARRIVING = {
    CollectionKind.TUPLE: "tuple",
    CollectionKind.DEQUE: "deque",
    CollectionKind.SET: "set",
    CollectionKind.FROZENSET: "frozenset",
    CollectionKind.ABSTRACT_SET: "set",
    CollectionKind.MUTABLE_SET: "set",
}
_EMPTY = {
    CollectionKind.LIST: "[]",
    CollectionKind.MUTABLE_SEQUENCE: "[]",
    CollectionKind.TUPLE: "()",
    CollectionKind.SEQUENCE: "()",
    CollectionKind.COLLECTION: "()",
    CollectionKind.ITERABLE: "()",
}
