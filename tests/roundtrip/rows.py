"""The rows of the table of types and shapes: how each is written, and how to see that it is there.

A type is written as it would be in a source file, with placeholders for what is in it: `any_` for
any type, `hashable_` for those that have a hash, and `scalar_`, `record_` and `enum_` for names.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

from tests.codec.sources import BITS, ENUMS, FLAGS, HASHABLE, NEW_TYPES, RECORDS, SCALARS

INTS = ["int32", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32"]
PATHS = ["pathlib.Path", "pathlib.PurePath", "pathlib.PurePosixPath", "os.PathLike[str]"]
ADDRESSES = ["Address", "Network", "Interface"]

TYPES: dict[str, list[str]] = {
    "int": ["int"],
    "int, another format": [f"Annotated[int, pin.{each}]" for each in INTS],
    "int, pin.bigint": ["Annotated[int, pin.bigint]"],
    "bool": ["bool"],
    "float": ["float"],
    "float, pin.float32": ["Annotated[float, pin.float32]"],
    "str": ["str"],
    "bytes": ["bytes"],
    "bytearray": ["bytearray"],
    "memoryview": ["memoryview"],
    "Optional[scalar]": ["scalar_ | None"],
    "Optional[message]": ["record_ | None"],
    "Optional[list], [dict], [set]": [
        "list[any_] | None",
        "dict[str, any_] | None",
        "set[hashable_] | None",
    ],
    "list": ["list[any_]"],
    "deque": ["deque[any_]"],
    "Sequence and its like": ["Sequence[any_]", "MutableSequence[any_]", "Collection[any_]"],
    "tuple[T, ...]": ["tuple[any_, ...]"],
    "list[T | None]": ["list[scalar_ | None]", "list[record_ | None]"],
    "list[list]": ["list[list[any_]]"],
    "dict[str, list]": ["dict[str, list[any_]]"],
    "dict[str | int | bool, V]": ["dict[str, any_]", "dict[int, any_]", "dict[bool, any_]"],
    "dict, pin.ordered": ["Annotated[dict[hashable_, any_], pin.ordered]"],
    "dict[Enum, V]": ["dict[enum_, any_]"],
    "dict[tuple, V]": ["dict[tuple[int, str], any_]"],
    "dict[UUID | date | float | bytes, V]": [
        "dict[uuid.UUID, any_]",
        "dict[datetime.date, any_]",
        "dict[float, any_]",
        "dict[bytes, any_]",
    ],
    "Mapping and its like": ["Mapping[hashable_, any_]", "MutableMapping[hashable_, any_]"],
    "defaultdict": ["defaultdict[hashable_, any_]"],
    "OrderedDict": ["OrderedDict[hashable_, any_]"],
    "Counter": ["Counter[hashable_]"],
    "set": ["set[hashable_]"],
    "frozenset": ["frozenset[hashable_]"],
    "abstract sets": ["AbstractSet[hashable_]", "MutableSet[hashable_]"],
    "tuple[A, B]": ["tuple[any_, any_]"],
    "tuple[()]": ["tuple[()]"],
    "record": ["record_"],
    "generic record": ["Page[any_]"],
    "generic NamedTuple": ["Both[any_]"],
    "generic TypedDict": ["Found[any_]"],
    "generic attrs class": ["Tree[any_]"],
    "generic pydantic model": ["Reply[int]", "Reply[str]"],
    "record that inherits a generic one": ["Shelf"],
    "Literal of texts": ["Literal['r', 'w', '']"],
    "Literal of ints": ["Literal[1, -1, 300]"],
    "enum": ["enum_"],
    "enum, pin.open": ["Annotated[enum_, pin.open]"],
    "Flag": ["flag_"],
    "datetime": ["datetime.datetime"],
    "datetime, pin.naive": ["Annotated[datetime.datetime, pin.naive]"],
    "datetime, pin.zoned": ["Annotated[datetime.datetime, pin.zoned]"],
    "date": ["datetime.date"],
    "time": ["datetime.time"],
    "timedelta": ["datetime.timedelta"],
    "ZoneInfo": ["zoneinfo.ZoneInfo"],
    "Decimal": ["decimal.Decimal"],
    "Fraction": ["fractions.Fraction"],
    "UUID": ["uuid.UUID"],
    "UUID, pin.bytes": ["Annotated[uuid.UUID, pin.bytes]"],
    "paths": PATHS,
    "PureWindowsPath": ["pathlib.PureWindowsPath"],
    "IP addresses": [f"ipaddress.IPv{v}{each}" for v in "46" for each in ADDRESSES],
    "JsonValue": ["JsonValue"],
    "alias": ["Alias"],
    "alias, filled in": ["Twice[any_]"],
    "NewType": [*NEW_TYPES],
    "union": ["int | str", "bool | int", "bytes | float | bool | int | str", "Word | UserId"],
    "union with a record": ["record_ | int", "record_ | str | Page[int]"],
    "union with an enum": ["enum_ | int", "flag_ | enum_ | str"],
    "union with converted types": [
        "decimal.Decimal | uuid.UUID | pathlib.Path",
        "datetime.date | datetime.datetime | datetime.timedelta",
    ],
    "union with None": ["int | str | None", "record_ | list[str] | None"],
    "union of containers of one class": [
        "list[int] | list[str]",
        "list[float] | list[int]",
        "dict[str, float] | dict[str, int]",
        "tuple[float, ...] | tuple[int, str]",
        "Page[int] | Page[str]",
    ],
    "union of containers of several": ["list[int] | set[str] | dict[str, int] | tuple[int, str]"],
    "union of listed values": ["Literal['r', 7]", "Literal['r', 'w', 7, None]"],
    "union as an item or a key": ["set[int | str]", "dict[int | str, any_]", "list[int | str]"],
}

RECORD_KINDS = [
    *("dataclass", "TypedDict", "NamedTuple", "attrs", "pydantic"),
    *("TypedDict, total=False", "dataclass that inherits", "dataclass with defaults"),
    *("dataclass with what stays at home", "dataclass, private", "attrs, private"),
    *("dataclass, frozen, with slots", "TypedDict, Required", "dataclass, pin.message"),
]

FLAG_KINDS = dict(
    zip(["Flag that names its bits", "IntFlag", "Flag, boundary=KEEP"], BITS, strict=True)
)

ENUM_KINDS: dict[str, str] = {
    "Enum of ints with 0": "(Enum):\n    ZERO = 0\n    BIG = 2000000000\n    LOW = -2",
    "Enum of ints without 0": "(Enum):\n    RED = 1\n    BLUE = 443",
    "Enum of negative ints": "(Enum):\n    RED = -1\n    BLUE = -443",
    "Enum of texts": '(Enum):\n    WORD = "word"\n    OTHER = "other"',
    "Enum of other values": "(Enum):\n    PAIR = (1, 2)\n    NOTHING = None",
    "Enum by auto(), with an alias": "(Enum):\n    ONE = auto()\n    TWO = auto()\n    ALSO = ONE",
    "IntEnum": "(IntEnum):\n    LOW = 0\n    HIGH = 1",
}

_METHOD = "    def {name}(self, "
_ASYNC = "    async def {name}(self, "
METHODS: dict[str, str] = {
    "plain method": _METHOD + "{a}: any_, {b}: any_) -> any_: ...",
    "None as result": _METHOD + "{a}: any_, *, {b}: any_) -> None: ...",
    "no parameters": _METHOD + ") -> any_: ...",
    "positional-only": _METHOD + "{a}: any_, {b}: any_, /) -> any_: ...",
    "positional-only by its name": _METHOD + "__{a}: any_, {b}: any_) -> any_: ...",
    "keyword-only": _METHOD + "*, {a}: any_, {b}: any_) -> any_: ...",
    "literal default": _METHOD + '{a}: any_, *, {b}: int = 7, {c}: str = "it\'s") -> any_: ...',
    "default of a union": _METHOD + "{a}: any_, *, {b}: int | str | None = None) -> any_: ...",
    "default of a union of containers": _METHOD
    + "{a}: any_, *, {b}: list[int] | tuple[str, ...] = ('b',), {c}: dict[str, int] | str = {{}})"
    + " -> any_: ...",
    "default of an enum": _METHOD + "{a}: any_, *, {b}: Colour_ = Colour_.BLUE) -> any_: ...",
    "default of a tuple": _METHOD + "{a}: any_, {b}: tuple[int, str] = (1, 'a')) -> any_: ...",
    "default None of a container": _METHOD
    + "{a}: any_, {b}: list[any_] | None = None) -> any_: ...",
    "empty containers as defaults": _METHOD
    + "{a}: any_, {b}: tuple[any_, ...] = (), {c}: list[any_] = []) -> any_: ...",
    "positional-only default": _METHOD + "{a}: any_, {b}: int = 7, /, *, {c}: any_) -> any_: ...",
    "default, and None": _METHOD + "{a}: int | None = 5, {b}: str | None = None) -> any_: ...",
    "mutable default": _METHOD + "{a}: any_, *, {b}: list[str] = ['a']) -> any_: ...",
    "computed default": _METHOD + "{a}: any_, *, {b}: int = len('abc')) -> any_: ...",
    "computed default, positional-only": _METHOD
    + "{a}: any_, {b}: int = len('abc'), /, *, {c}: any_) -> any_: ...",
    "computed default before others": _METHOD
    + "{a}: any_, {b}: int = len('abc'), {c}: str = 'c') -> any_: ...",
    "*args": _METHOD + "{a}: any_, *{b}: any_) -> any_: ...",
    "**kwargs": _METHOD + "{a}: any_, /, **{b}: any_) -> any_: ...",
    "Unpack[TypedDict]": _METHOD + "{a}: any_, /, **{b}: Unpack[Options]) -> any_: ...",
    "pin.field": _METHOD + "{a}: any_, {b}: Annotated[any_, pin.field(7)]) -> any_: ...",
    "pin.method": '    @pin.method("Pinned_{name}")\n' + _METHOD + "{a}: any_) -> any_: ...",
    "pin.implicit": _METHOD + "{a}: any_, *, {b}: Annotated[int, pin.implicit] = 7) -> any_: ...",
    "quoted annotation": _METHOD + '{a}: "list[record_]", {b}: any_) -> "Page[any_]": ...',
    "overlong name": _METHOD + "a" * 300 + ": any_, {a}: any_) -> any_: ...",
    "words of .proto files": _METHOD + "{a}: any_, message: any_, *, returns: any_) -> any_: ...",
    "Iterable as parameter": _METHOD + "{a}: Iterable[any_], {b}: any_) -> any_: ...",
    "property": "    @property\n" + _METHOD + ") -> any_: ...",
    "property with setter": "    @property\n"
    + _METHOD
    + ") -> Alias: ...\n    @{name}.setter\n"
    + _METHOD
    + "new: Alias) -> None: ...",
    "property that is an object": "    @property\n" + _METHOD + ") -> Listener | None: ...",
    "__call__": "    def __call__(self, {a}: any_, *, {b}: any_) -> any_: ...",
    "Iterator as result": _METHOD + "{a}: any_) -> Iterator[any_]: ...",
    "Iterable as result": _METHOD + "{a}: any_) -> Iterable[any_]: ...",
    "Generator as result": _METHOD + "{a}: any_) -> Generator[any_, None, None]: ...",
    "Iterator as parameter": _METHOD + "{a}: any_, {b}: Iterator[any_]) -> any_: ...",
    "Iterator both ways": _METHOD + "{a}: Iterator[any_], *, {b}: any_) -> Iterator[any_]: ...",
    "async def": _ASYNC + "{a}: any_, {b}: any_) -> any_: ...",
    "Awaitable as result": _METHOD + "{a}: any_, *, {b}: any_) -> Awaitable[any_]: ...",
    "Coroutine as result": _METHOD + "{a}: any_) -> Coroutine[int, str, any_]: ...",
    "awaitable property": "    @property\n" + _METHOD + ") -> Awaitable[any_]: ...",
    "AsyncIterator as result": _METHOD + "{a}: any_) -> AsyncIterator[any_]: ...",
    "AsyncIterator as parameter": _ASYNC + "{a}: any_, {b}: AsyncIterator[any_]) -> any_: ...",
    "AsyncIterable as parameter": _ASYNC + "{a}: AsyncIterable[any_]) -> any_: ...",
    "AsyncIterator both ways": _METHOD + "{a}: AsyncIterator[any_]) -> AsyncIterator[any_]: ...",
    "AsyncIterable as result": _METHOD + "{a}: any_) -> AsyncIterable[any_]: ...",
    "AsyncGenerator as result": _METHOD + "{a}: any_) -> AsyncGenerator[any_, None]: ...",
    "async def with AsyncIterator": _ASYNC + "{a}: any_) -> AsyncIterator[any_]: ...",
    "Callable as parameter": _METHOD + "{a}: Callable[[any_], any_], {b}: any_) -> any_: ...",
    "Callable as result": _METHOD + "{a}: any_) -> Callable[[any_, any_], any_]: ...",
    "Callable | None": _METHOD + "{a}: Callable[[any_], any_] | None, {b}: any_) -> any_: ...",
    "Callable that gives an Awaitable": _ASYNC
    + "{a}: Callable[[any_], Awaitable[any_]]) -> Callable[[], Awaitable[any_]]: ...",
    "Callable that takes and gives Callables": _METHOD
    + "{a}: Callable[[Callable[[any_], any_]], Callable[[any_], any_]]) -> any_: ...",
    "Protocol as parameter": _METHOD + "{a}: Listener, *, {b}: any_) -> any_: ...",
    "Protocol | None": _METHOD + "{a}: Listener | None = None) -> any_: ...",
    "Protocol as result": _METHOD + "{a}: any_) -> Listener | None: ...",
    "generic Protocol as parameter": _METHOD + "{a}: Observer[any_], *, {b}: any_) -> any_: ...",
    "generic Protocol as result": _METHOD + "{a}: any_) -> Observer[any_] | None: ...",
    "generic Protocol of objects": _METHOD + "{a}: Source[Listener]) -> Source[Observer[int]]: ...",
    "generic Protocol by another name": _METHOD + "{a}: Told[any_], {b}: Sink[any_]) -> any_: ...",
    "generic Protocol that passes objects": _METHOD + "{a}: Source[any_]) -> Source[any_]: ...",
    "Self as result": _METHOD + "{a}: any_) -> Self | None: ...",
    "self: T as result": "    def {name}(self: Item, {a}: any_) -> Item: ...",
}

CROSSED: dict[str, str] = {
    "def, implemented by async def": METHODS["plain method"],
    "async def, implemented by def": METHODS["async def"],
    "Iterator, implemented for tasks": METHODS["Iterator both ways"],
    "AsyncIterator, implemented for threads": METHODS["AsyncIterator both ways"],
}
"""Methods whose implementations block where the Protocol is async, and the other way round."""

EXCEPTIONS = [
    *("Python's own exception", "exception of the interface", "another exception"),
    *("ExceptionGroup", "ExceptionGroup in a group", "ExceptionGroup of the interface"),
    *("exception with notes", "exception after items"),
]
"""What implementations raise."""

BASES: dict[str, str] = {
    "Protocols with a common one": "Left, Right",
    "inherited Protocol": "Base",
    "generic Protocol": "Repository[any_]",
}

NAMES = {
    "scalar_": SCALARS,
    "record_": RECORDS,
    "enum_": ENUMS,
    "flag_": FLAGS,
    "hashable_": HASHABLE,
}
"""What a placeholder can stand for, at most; `any_` stands for any type."""

PLACEHOLDER = re.compile("|".join(rf"\b{each}\b" for each in ("any_", *NAMES)))


def rows_in(text: str) -> set[str]:
    """The rows of TYPES that a source text has."""
    parsed = ast.parse(text)
    nodes = [each for annotation in _annotations(parsed) for each in ast.walk(annotation)]
    return {
        row
        for row, ways in TYPES.items()
        if any(_matches(_expression(way), node) for way in ways for node in nodes)
    }


def _annotations(parsed: ast.Module) -> Iterator[ast.expr]:
    """Where types stand; the arguments of a generic base are some, too."""
    for node in ast.walk(parsed):
        match node:
            case ast.AnnAssign(annotation=annotation):
                yield annotation
            case ast.arg(annotation=ast.expr() as annotation):
                yield annotation
            case ast.ClassDef(bases=bases):
                yield from bases
            case ast.FunctionDef(returns=ast.expr() as returns):
                yield returns
            case ast.AsyncFunctionDef(returns=ast.expr() as returns):
                yield returns


@cache
def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _matches(pattern: object, node: object) -> bool:
    if isinstance(pattern, ast.Name) and pattern.id.endswith("_"):
        listed = NAMES.get(pattern.id)
        is_name = pattern.id not in {"any_", "hashable_"}
        return isinstance(node, ast.expr) and (
            not is_name or (listed is not None and ast.unparse(node) in listed)
        )
    if type(pattern) is not type(node):
        return False
    if isinstance(pattern, ast.AST):
        return all(
            _matches(getattr(pattern, each), getattr(node, each)) for each in pattern._fields
        )
    if isinstance(pattern, list) and isinstance(node, list):
        return len(pattern) == len(node) and all(map(_matches, pattern, node))
    return pattern == node
