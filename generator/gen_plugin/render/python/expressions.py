"""Types and defaults of the interface as Python expressions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from gen_plugin.model.interface import (
    Default,
    EmptyContainer,
    EnumMember,
    Literal,
    Method,
    Parameter,
    Stream,
)
from gen_plugin.model.types import (
    ConvertedType,
    DictType,
    EnumType,
    ListType,
    NoneType,
    OptionalType,
    RecordType,
    ScalarType,
    Type,
)
from gen_plugin.render.layout import literal

_FURTHER = {Stream.GENERATOR: ", None, None", Stream.ASYNC_GENERATOR: ", None"}


@dataclass(frozen=True, slots=True)
class Expressions:
    """Writes types and defaults as one file spells them.

    Attributes:
        classes: Records and enums by key -> what the file calls them.
        streams: What the file calls the classes of `collections.abc`.
        shadowed: Names that mean something else where the expressions stand: a method called
            ``list`` hides the builtin from the annotations beside it.
    """

    classes: Mapping[str, str]
    streams: Mapping[Stream, str] = field(default_factory=dict)
    shadowed: Collection[str] = ()

    def type(self, type_: Type) -> str:
        """A type as an annotation."""
        match type_:
            case NoneType():
                return "None"
            case ScalarType(kind):
                return self._builtin(kind.value)
            case ConvertedType():
                return self._builtin(type_.name)
            case ListType(item):
                return f"{self._builtin('list')}[{self.type(item)}]"
            case DictType(key, value):
                return f"{self._builtin('dict')}[{self.type(key)}, {self.type(value)}]"
            case OptionalType(inner):
                return f"{self.type(inner)} | None"
            case RecordType(key) | EnumType(key):
                return self.classes[key]

    def parameter(self, parameter: Parameter) -> str:
        """A parameter's type, of a stream that of the iterator."""
        return self._streamed(parameter.stream, self.type(parameter.type))

    def result(self, method: Method) -> str:
        """A method's return type, likewise."""
        return self._streamed(method.result_stream, self.type(method.result))

    def default(self, default: Default, type_: Type) -> str:
        """A default as an expression."""
        match default:
            case EnumMember(enum, member):
                return f"{self.classes[enum]}.{member}"
            case EmptyContainer():
                inner = type_.inner if isinstance(type_, OptionalType) else type_
                return "{}" if isinstance(inner, DictType) else "[]"
            case Literal(value):
                return literal(value)

    def _streamed(self, stream: Stream | None, item: str) -> str:
        if stream is None:
            return item
        return f"{self.streams[stream]}[{item}{_FURTHER.get(stream, '')}]"

    def _builtin(self, name: str) -> str:
        return f"builtins.{name}" if name in self.shadowed else name
