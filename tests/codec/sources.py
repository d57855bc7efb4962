"""Hypothesis strategies for source files: any mix of types under names that ask for trouble."""

from __future__ import annotations

from hypothesis import strategies as st


def _words(text: str) -> list[str]:
    return text.split()


PARAMETERS = _words("""
    data position end size tag depth error key value each items result self_ codec request field
    len int str bytes list dict record optional bool id type options impl command connection x x_
    number name STR INT name_bytes key_item data_spans encode_person Person Exception async_ match
""")
FIELDS = _words("""
    data position end size tag depth error key value each items result codec person record name
    optional number joined x x_ encode decode keys copy sized STR
""")
RECORDS = ["Person", "Connection", "Buffer", "DecodeError", "Plugin", "Codec", "GreeterClient"]
ENUMS = ["Colour", "Handler", "SIZE_1", "Launch"]
FLAGS = ["Access", "Buffer_", "FLAG_of"]
METHODS = ["greet", "handlers", "service", "impl", "codec", "client", "server", "launch", "serve"]
SCALARS = ["str", "int", "float", "bool", "bytes"]
_PINNED = [
    *(
        f"Annotated[int, pin.{name}]"
        for name in _words(
            "int32 uint32 uint64 sint32 sint64 fixed32 fixed64 sfixed32 sfixed64 bigint"
        )
    ),
    "Annotated[float, pin.float32]",
]
_STANDARD = [
    *_words("""
        decimal.Decimal fractions.Fraction uuid.UUID pathlib.Path pathlib.PurePath zoneinfo.ZoneInfo
        pathlib.PurePosixPath pathlib.PureWindowsPath os.PathLike[str] datetime.date datetime.time
        ipaddress.IPv4Address ipaddress.IPv6Address ipaddress.IPv4Network ipaddress.IPv6Network
        ipaddress.IPv4Interface ipaddress.IPv6Interface datetime.datetime datetime.timedelta
    """),
    "Annotated[uuid.UUID, pin.bytes]",
    "Literal['r', 'w', '']",
    "Literal[1, -1, 300]",
    "Annotated[datetime.datetime, pin.naive]",
    "Annotated[datetime.datetime, pin.zoned]",
]
HASHABLE = [
    *SCALARS,
    *_PINNED,
    *_STANDARD,
    "tuple[int, str]",
    "tuple[int, ...]",
    "frozenset[int]",
    "str | None",
]
_UNHASHABLE = ["bytearray", "memoryview", "JsonValue"]
NEW_TYPES = {
    "UserId": "int",
    "Admin": "UserId",
    "Word": "str",
    "Size": "float",
    "Blob": "bytes",
    "Money": "decimal.Decimal",
    "When": "datetime.datetime",
    "Pair": "tuple[Admin, Word]",
    "Names": "tuple[Word, ...]",
}
HASHABLE += [*NEW_TYPES, "Annotated[UserId, pin.uint32]", "Annotated[Admin, pin.fixed64]"]
_NEW_CONTAINERS = {
    "Words": "list[Word]",
    "Prices": "dict[UserId, Money]",
    "Ids": "set[Admin]",
}
_UNHASHABLE += _NEW_CONTAINERS
NEW_TYPE_TEXTS = [
    f'{name} = NewType("{name}", {type_})' for name, type_ in (NEW_TYPES | _NEW_CONTAINERS).items()
]
_SEQUENCES = [
    "list[{}]",
    "tuple[{}, ...]",
    "deque[{}]",
    "Sequence[{}]",
    "MutableSequence[{}]",
    "Collection[{}]",
]
_MAPPINGS = [
    "dict[{}, {}]",
    "dict[{}, {}]",
    "Annotated[dict[{}, {}], pin.ordered]",
    "Mapping[{}, {}]",
    "MutableMapping[{}, {}]",
    "OrderedDict[{}, {}]",
    "defaultdict[{}, {}]",
    "Counter[{}]",
]
_SETS = [
    "set[{}]",
    "frozenset[{}]",
    "AbstractSet[{}]",
    "MutableSet[{}]",
]
BITS = [
    "(Flag):\n    READ = 1\n    WRITE = auto()\n    BOTH = READ | WRITE",
    "(IntFlag):\n    READ = 1\n    HIGH = 1 << 40",
    "(Flag, boundary=KEEP):\n    NAN = 0\n    READ = 4",
]
_MEMBERS = [
    "RED = 1\n    BLUE = 2",
    "ZERO = 0\n    BIG = 2000000000\n    LOW = -2",
    'WORD = "word"\n    OTHER = "other"',
    "ONE = auto()\n    TWO = auto()\n    ALSO = ONE",
]

IMPORTS = [
    "from __future__ import annotations",
    "import dataclasses, datetime, decimal, fractions, ipaddress",
    "import os, pathlib, uuid, zoneinfo",
    "from collections import Counter, OrderedDict, defaultdict, deque",
    "from collections.abc import Collection, Mapping, MutableMapping",
    "from collections.abc import MutableSequence, MutableSet, Sequence",
    "from collections.abc import Set as AbstractSet",
    "from enum import KEEP, Enum, Flag, IntFlag, auto",
    "from typing import Annotated, Literal, NewType, NotRequired, Protocol, TypedDict",
    "from gen_plugin_runtime import JsonValue, pin",
]


@st.composite
def types(draw: st.DrawFn, records: list[str], enums: list[str], depth: int = 0) -> str:
    usual = st.sampled_from([*SCALARS, *records, *enums])
    leaf = usual | st.sampled_from([*HASHABLE, *_UNHASHABLE])
    choice = draw(st.integers(0, 12)) if depth < 3 else 0
    if choice > 10:
        return draw(_unions(records, enums))
    if choice < 5:
        return draw(leaf)
    inner = draw(types(records, enums, depth + 1))
    if choice < 7:
        return draw(_collections(inner, enums))
    if choice < 9:
        key = draw(st.sampled_from([*HASHABLE, *enums]))
        return draw(st.sampled_from(_MAPPINGS)).format(key, inner)
    if choice < 10:
        items = draw(st.lists(types(records, enums, depth + 1), max_size=2))
        return f"tuple[{', '.join([inner, *items])}]"
    return inner if inner.endswith("None") else f"{inner} | None"


@st.composite
def _collections(draw: st.DrawFn, inner: str, enums: list[str]) -> str:
    if draw(st.booleans()):
        return draw(st.sampled_from(_SEQUENCES)).format(inner)
    return draw(st.sampled_from(_SETS)).format(draw(st.sampled_from([*HASHABLE, *enums])))


_ARMS = [
    *SCALARS,
    *_words("decimal.Decimal uuid.UUID pathlib.Path datetime.datetime datetime.date"),
    *_words("datetime.timedelta list[int] list[str] None"),
    "tuple[int, str]",
    "Literal['r', 'w', 7]",
]


@st.composite
def _unions(draw: st.DrawFn, records: list[str], enums: list[str]) -> str:
    """Up to five types, with None at the end if it is one of them."""
    arms = draw(st.lists(st.sampled_from([*_ARMS, *enums]), min_size=1, max_size=4, unique=True))
    arms += draw(st.lists(st.sampled_from([*records, "bool"]), min_size=1, max_size=1))
    return " | ".join(sorted(dict.fromkeys(arms), key="None".__eq__))


_DEFAULTS = {"str": '"it\'s"', "int": "7", "float": "1.5", "bool": "True", "bytes": 'b"\\x00\'"'}


@st.composite
def typed_dict_texts(draw: st.DrawFn, name: str, records: list[str], enums: list[str]) -> str:
    """A TypedDict. What may be missing may be a record that comes later, or the same."""
    lines = []
    earlier = records[: records.index(name)]
    for key in draw(st.lists(st.sampled_from(FIELDS), max_size=6, unique=True)):
        if draw(st.booleans()):
            lines.append(f"{key}: {draw(types(earlier, enums))}")
        else:
            inner = draw(st.sampled_from([*SCALARS, *records, "list[str]", "frozenset[int]"]))
            lines.append(f"{key}: NotRequired[{inner}]")
    body = "\n".join(f"    {line}" for line in lines) or "    pass"
    return f"class {name}(TypedDict):\n{body}\n"


@st.composite
def dataclass_texts(draw: st.DrawFn, name: str, records: list[str], enums: list[str]) -> str:
    """A dataclass. Records that come first may be required by it; any may be optional."""
    lines = []
    earlier = records[: records.index(name)]
    for field in draw(st.lists(st.sampled_from(FIELDS), max_size=6, unique=True)):
        kind = draw(st.integers(0, 3))
        if kind == 0:
            inner = draw(types(records, enums))
            lines.append(f"{field}: list[{inner}] = dataclasses.field(default_factory=list)")
        elif kind == 1:
            lines.append(f"{field}: {draw(st.sampled_from(records))} | None = None")
        elif kind == 2:
            scalar = draw(st.sampled_from(SCALARS))
            lines.append(f"{field}: {scalar} = {_DEFAULTS[scalar]}")
        else:
            lines.append(f"{field}: {draw(types(earlier, enums))}")
    body = "\n".join(f"    {line}" for line in lines) or "    pass"
    return f"@dataclasses.dataclass(kw_only=True)\nclass {name}:\n{body}\n"


@st.composite
def _method(draw: st.DrawFn, name: str, records: list[str], enums: list[str]) -> str:
    parameters = []
    for parameter in draw(st.lists(st.sampled_from(PARAMETERS), max_size=5, unique=True)):
        type_ = draw(types(records, enums))
        default = f" = {_DEFAULTS[type_]}" if type_ in _DEFAULTS and draw(st.booleans()) else ""
        if type_.endswith("None") and draw(st.booleans()):
            default = " = None"
        parameters.append(f"{parameter}: {type_}{default}")
    result = draw(st.just("None") | types(records, enums))
    star = "*, " if parameters else ""
    return f"    def {name}(self, {star}{', '.join(parameters)}) -> {result}: ...\n"


@st.composite
def sources(draw: st.DrawFn) -> str:
    """The text of a source file with one Protocol."""
    records = draw(st.lists(st.sampled_from(RECORDS), max_size=3, unique=True))
    enums = draw(st.lists(st.sampled_from(ENUMS), max_size=2, unique=True))
    flags = draw(st.lists(st.sampled_from(FLAGS), max_size=1))
    methods = draw(st.lists(st.sampled_from(METHODS), min_size=1, max_size=3, unique=True))
    named = [*enums, *flags, *(f"Annotated[{each}, pin.open]" for each in enums)]
    return "\n".join(
        [
            *IMPORTS,
            *(f"class {each}(Enum):\n    {draw(st.sampled_from(_MEMBERS))}" for each in enums),
            *(f"class {each}{draw(st.sampled_from(BITS))}" for each in flags),
            *NEW_TYPE_TEXTS,
            *(
                draw(dataclass_texts(each, records, named) | typed_dict_texts(each, records, named))
                for each in records
            ),
            "class Greeter(Protocol):",
            *(draw(_method(each, records, named)) for each in methods),
        ]
    )
