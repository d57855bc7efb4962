"""Types of values, as an annotation means them.

A type is one of the classes below; they nest. Records and enums are named by reference, so that a
record can hold itself, and are found in the `Interface` that uses them.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from gen_plugin.frozen import dataclass, field_names


class ScalarKind(Enum):
    """The types that a single wire field holds directly. The value is the Python type's name."""

    STR = "str"
    INT = "int"
    FLOAT = "float"
    BOOL = "bool"
    BYTES = "bytes"


class NumberFormat(Enum):
    """The formats that an int or a float can be pinned to. The value is the pin's name."""

    INT32 = "int32"
    UINT32 = "uint32"
    UINT64 = "uint64"
    SINT32 = "sint32"
    SINT64 = "sint64"
    FIXED32 = "fixed32"
    FIXED64 = "fixed64"
    SFIXED32 = "sfixed32"
    SFIXED64 = "sfixed64"
    FLOAT32 = "float32"


class ConvertedKind(Enum):
    """The types whose values are converted to another type for the wire, and back.

    The value is the type's name, with a word behind it where one type has several ways to travel.
    """

    BIG_INT = "int, decimal"
    BYTEARRAY = "bytearray"
    MEMORYVIEW = "memoryview"
    DECIMAL = "decimal.Decimal"
    FRACTION = "fractions.Fraction"
    UUID = "uuid.UUID"
    UUID_BYTES = "uuid.UUID, bytes"
    PATH = "pathlib.Path"
    PURE_PATH = "pathlib.PurePath"
    PURE_POSIX_PATH = "pathlib.PurePosixPath"
    PURE_WINDOWS_PATH = "pathlib.PureWindowsPath"
    PATH_LIKE = "os.PathLike"
    IPV4_ADDRESS = "ipaddress.IPv4Address"
    IPV6_ADDRESS = "ipaddress.IPv6Address"
    IPV4_NETWORK = "ipaddress.IPv4Network"
    IPV6_NETWORK = "ipaddress.IPv6Network"
    IPV4_INTERFACE = "ipaddress.IPv4Interface"
    IPV6_INTERFACE = "ipaddress.IPv6Interface"
    ZONE = "zoneinfo.ZoneInfo"
    DATE = "datetime.date"
    TIME = "datetime.time"
    TIMEDELTA = "datetime.timedelta"
    DATETIME = "datetime.datetime"
    NAIVE_DATETIME = "datetime.datetime, naive"
    ZONED_DATETIME = "datetime.datetime, zoned"
    JSON = "JsonValue"
    OBJECT_NUMBER = "int, of an object"


@dataclass(frozen=True, slots=True)
class NoneType:
    """Nothing: the result of a method that returns no value."""


@dataclass(frozen=True, slots=True)
class ScalarType:
    """A `str`, `int`, `float`, `bool` or `bytes`.

    Attributes:
        format: What an int or a float is pinned to; None for 64 bits.
    """

    kind: ScalarKind
    format: NumberFormat | None = None


@dataclass(frozen=True, slots=True)
class ConvertedType:
    """A type of the language or its library that travels as a value of another type."""

    kind: ConvertedKind

    @property
    def name(self) -> str:
        """Its dotted name, without a module if it is a builtin: ``uuid.UUID``, ``bytearray``."""
        return self.kind.value.partition(",")[0]

    @property
    def has_hash(self) -> bool:
        """Whether its values can be in a set."""
        return self.kind not in _WITHOUT_HASH


_WITHOUT_HASH = {ConvertedKind.BYTEARRAY, ConvertedKind.MEMORYVIEW, ConvertedKind.JSON}


@dataclass(frozen=True, slots=True)
class LiteralType:
    """A ``Literal["r", "w"]``: one of the values that are listed, all texts or all ints.

    ``Literal["r", 1]`` is a union of two.
    """

    values: tuple[str, ...] | tuple[int, ...]

    @property
    def kind(self) -> ScalarKind:
        """What all of them are."""
        return ScalarKind.STR if isinstance(self.values[0], str) else ScalarKind.INT


class CollectionKind(Enum):
    """What holds several values of one type. The value is what the class is usually called.

    What is abstract says what may be given; what arrives is a list or a set.
    """

    LIST = "list"
    TUPLE = "tuple"
    DEQUE = "deque"
    SEQUENCE = "Sequence"
    MUTABLE_SEQUENCE = "MutableSequence"
    COLLECTION = "Collection"
    ITERABLE = "Iterable"
    SET = "set"
    FROZENSET = "frozenset"
    ABSTRACT_SET = "AbstractSet"
    MUTABLE_SET = "MutableSet"

    @property
    def is_set(self) -> bool:
        """Whether it holds each value once, in no order."""
        return self in _SETS

    @property
    def is_iterable(self) -> bool:
        """Whether it is given as something that can be gone through, and no more is asked of it."""
        return self in _ITERABLES


_SETS = {
    CollectionKind.SET,
    CollectionKind.FROZENSET,
    CollectionKind.ABSTRACT_SET,
    CollectionKind.MUTABLE_SET,
}
_ITERABLES = {
    CollectionKind.DEQUE,
    CollectionKind.SEQUENCE,
    CollectionKind.MUTABLE_SEQUENCE,
    CollectionKind.COLLECTION,
    CollectionKind.ITERABLE,
}


@dataclass(frozen=True, slots=True)
class ListType:
    """A ``list[item]`` or another collection of any length: ``tuple[item, ...]``, ``set[item]``."""

    item: Type
    kind: CollectionKind = CollectionKind.LIST


@dataclass(frozen=True, slots=True)
class TupleType:
    """A ``tuple[A, B]``: a value of each of the types, in this order. It may have none."""

    items: tuple[Type, ...]


class MappingKind(Enum):
    """What holds values by their keys. The value is what the class is called.

    What is abstract says what may be given; what arrives is a dict.
    """

    DICT = "dict"
    MAPPING = "Mapping"
    MUTABLE_MAPPING = "MutableMapping"
    ORDERED = "OrderedDict"
    DEFAULT = "defaultdict"
    COUNTER = "Counter"

    @property
    def is_abstract(self) -> bool:
        """Whether any mapping may be given."""
        return self in {MappingKind.MAPPING, MappingKind.MUTABLE_MAPPING}


@dataclass(frozen=True, slots=True)
class DictType:
    """A ``dict[key, value]`` or another mapping.

    Attributes:
        key: A type whose values have a hash.
        keeps_order: Whether its entries arrive in the order in which they were sent.
    """

    key: Type
    value: Type
    kind: MappingKind = MappingKind.DICT
    keeps_order: bool = False


@dataclass(frozen=True, slots=True)
class OptionalType:
    """``inner | None``. The inner type is never optional itself."""

    inner: Type


@dataclass(frozen=True, slots=True)
class RecordType:
    """A record of the interface, by its key (`Record.key`).

    Attributes:
        arguments: Of a generic class, what fills it in.
    """

    key: str
    arguments: tuple[Type, ...] = ()


@dataclass(frozen=True, slots=True)
class EnumType:
    """An enum of the interface, by its key (`EnumDefinition.key`).

    Attributes:
        is_open: Whether what no member stands for is kept, too.
    """

    key: str
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class FlagType:
    """A `Flag` or `IntFlag`: some of the bits that it names, and maybe others.

    Attributes:
        module: The dotted module that defines it, as generated code would import it absolutely.
    """

    module: str
    name: str

    @property
    def key(self) -> str:
        """Names it within the interface: ``myapp.files:Access``."""
        return f"{self.module}:{self.name}"

    @property
    def class_name(self) -> str:
        """What its module calls it."""
        return self.name


@dataclass(frozen=True, slots=True)
class NewType:
    """Another name for a type, which type checkers hold to be a class of its own.

    Attributes:
        module: As for `FlagType`.
        inner: What it stands for, and what its values are.
    """

    module: str
    name: str
    inner: Type

    @property
    def class_name(self) -> str:
        """What its module calls it."""
        return self.name

    @property
    def key(self) -> str:
        """Names it within the interface: ``myapp.users:UserId``."""
        return f"{self.module}:{self.name}"


@dataclass(frozen=True, slots=True)
class ObjectType:
    """An object that stays where it is and is called from the other side, or a function.

    It is a parameter or a result by itself, or one that may be None; no part of another value.

    Attributes:
        key: Its Protocol's (`ProtocolDefinition.key`).
        arguments: Of a generic Protocol, what fills it in: values, or objects in their turn.
        is_self: Whether the interface says `Self`, and so a Protocol that inherits it another one.
    """

    key: str
    arguments: tuple[Type, ...] = ()
    is_self: bool = False


@dataclass(frozen=True, slots=True)
class UnionType:
    """``A | B``: a value of one of the types.

    Attributes:
        arms: At least two. None may be one of them; none is a union or optional itself, and the
            value shows which of them it is (`gen_plugin.model.unions`).
    """

    arms: tuple[Type, ...]

    @property
    def listed(self) -> tuple[str | int, ...]:
        """The values that are listed, of all arms that list some."""
        arms = (each for each in self.arms if isinstance(each, LiteralType))
        return tuple(value for each in arms for value in each.values)


@dataclass(frozen=True, slots=True)
class ErrorType:
    """Stands for a type that was refused, so that the rest of an interface can be looked at.

    Whatever looks at it finds nothing wrong with it. What has one is never lowered.
    """


Type = (
    NoneType
    | ScalarType
    | ConvertedType
    | LiteralType
    | ListType
    | TupleType
    | DictType
    | OptionalType
    | UnionType
    | RecordType
    | EnumType
    | FlagType
    | NewType
    | ObjectType
    | ErrorType
)


def bare(type_: Type) -> Type:
    """What a type's values are: that for which a `NewType` stands."""
    while isinstance(type_, NewType):
        type_ = type_.inner
    return type_


def has_error(type_: Type) -> bool:
    """Whether a type, or one that it is made of, was refused."""
    return any(isinstance(each, ErrorType) for each in within(type_))


def within(type_: Type) -> Iterator[Type]:
    """A type, and all types that it is made of."""
    yield type_
    for name in field_names(type_):
        inner = getattr(type_, name)
        if isinstance(inner, Type):
            yield from within(inner)
        elif isinstance(inner, tuple):
            for item in inner:
                if isinstance(item, Type):
                    yield from within(item)
