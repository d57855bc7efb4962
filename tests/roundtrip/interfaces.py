"""Hypothesis strategies for whole interfaces: records, enums and methods of all kinds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from hypothesis import strategies as st
from tests.codec.sources import (
    ENUMS,
    FLAGS,
    HASHABLE,
    IMPORTS,
    NEW_TYPE_TEXTS,
    PARAMETERS,
    RECORDS,
    SCALARS,
    dataclass_texts,
    typed_dict_texts,
    types,
)
from tests.roundtrip.rows import (
    BASES,
    CROSSED,
    ENUM_KINDS,
    EXCEPTIONS,
    FLAG_KINDS,
    METHODS,
    NAMES,
    PLACEHOLDER,
    RECORD_KINDS,
    TYPES,
    rows_in,
)


def _words(text: str) -> list[str]:
    return text.split()


ROWS = (
    *(*TYPES, *RECORD_KINDS, *ENUM_KINDS, *FLAG_KINDS),
    *(*METHODS, *CROSSED, *BASES, *EXCEPTIONS),
)
METHOD_NAMES = _words(
    "greet handlers service impl codec client server launch serve close tell open import_ read "
    "write broker offer dial plugin result"
)
MORE_IMPORTS = [
    "import attrs, pydantic",
    "from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator",
    "from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterable, Iterator",
    "from enum import IntEnum",
    "from typing import ClassVar, Final, Generic, NamedTuple, Required, Self, TypeAlias, TypeVar",
    "from typing import Unpack",
    "Item = TypeVar('Item')",
    "Twice: TypeAlias = tuple[Item, Item]",
    "Sink: TypeAlias = Callable[[Item], Item]",
    "class Colour_(Enum):",
    "    RED = 'red'",
    "    BLUE = 'blue'",
]
PAGE = [
    "@dataclasses.dataclass",
    "class Page(Generic[Item]):",
    "    items: list[Item]",
    "    last: Item | None = None",
    "    next: Page[Item] | None = None",
    "@dataclasses.dataclass",
    "class Shelf(Page[str]):",
    "    label: str = ''",
    "class Both(NamedTuple, Generic[Item]):",
    "    one: Item",
    "    other: Item",
    "class Found(TypedDict, Generic[Item]):",
    "    what: Item",
    "    score: NotRequired[float]",
    "@attrs.frozen(kw_only=True)",
    "class Tree(Generic[Item]):",
    "    value: Item",
    "    below: tuple[Tree[Item], ...] = ()",
    "class Reply(pydantic.BaseModel, Generic[Item]):",
    "    data: Item",
]
_PATTERN = [
    "class Repository(Protocol[Item]):",
    "    def find(self, item: Item, *, all: list[Item]) -> Item: ...",
]
_OBSERVER = [
    "class Observer(Protocol[Item]):",
    "    def notify(self, item: Item, /, *, again: Item | None = None) -> Item: ...",
    "Told: TypeAlias = Observer[list[Item]]",
]
_SOURCE = [
    "class Source(Protocol[Item]):",
    "    def feed(self, sink: Callable[[Item], None]) -> Item: ...",
    "    def observe(self, observer: Observer[Item]) -> int: ...",
]
_AROUND = ["any_", "any_", "list[any_]", "dict[str, any_]", "tuple[any_, int]"]
_SHORT = [
    *("int", "float | None", "Colour_", "datetime.datetime", "list[int]", "tuple[bool, int]"),
    *("decimal.Decimal", "int | Colour_ | None", "dict[int, float]", "frozenset[uuid.UUID]"),
]
"""What exceptions hold: all of one has to fit into the trailers of its call."""
_DATACLASS = "@dataclasses.dataclass(kw_only=True)\nclass "
_FROZEN = "@dataclasses.dataclass(kw_only=True, frozen=True, slots=True)"
_HEADS = {
    "dataclass, private": _DATACLASS + "{}:\n",
    "dataclass, frozen, with slots": _FROZEN + "\nclass {}:\n",
    "NamedTuple": "class {}(NamedTuple):\n",
    "attrs": "@attrs.define(kw_only=True)\nclass {}:\n",
    "attrs, private": "@attrs.define(kw_only=True)\nclass {}:\n",
}
"""The first lines of the records whose fields may be of any type."""
_DEFAULTS = """\
    number: int = 7
    text: str | None = "it's"
    colour: Colour_ = Colour_.BLUE
    pair: tuple[int, str] = (1, "a")
    items: list[any_] = dataclasses.field(default_factory=list)
    union: int | str | None = None
    union_again: str | int = 5
    made: list[int] = dataclasses.field(default_factory=lambda: [1])
    made_again: uuid.UUID | None = dataclasses.field(default_factory=uuid.uuid4)
    length: int = len("four")
"""
_AT_HOME = """\
    limit: ClassVar[int] = 5
    seed: dataclasses.InitVar[int] = 3
    size: int = dataclasses.field(init=False, default=1)
    kept: Final[list[any_]]
"""
_FIELDS = _words("data position size tag error key value each items person name number x")
_PYDANTIC = ["str", "int", "float", "bool", "bytes", "list[str]", "dict[str, int]", "uuid.UUID"]


@dataclass(frozen=True)
class Text:
    """A source file.

    Attributes:
        rows: What it has of the table.
        crossed: The methods whose implementations block where the Protocol is async, or the other
            way round.
        raised: What implementations are to raise, of EXCEPTIONS.
    """

    text: str = field(repr=False)
    rows: frozenset[str] = field(repr=False)
    crossed: frozenset[str]
    raised: tuple[str, ...]


@st.composite
def interfaces(draw: st.DrawFn, required: Collection[str], without: Collection[str] = ()) -> Text:
    """Source texts with the Protocol `Greeter`, which have all rows that are required.

    Args:
        required: Of ROWS.
        without: Rows of METHODS and CROSSED that are not to be there.
    """
    kinds = _some(draw, RECORD_KINDS, required, 2)
    enum_kinds = _some(draw, ENUM_KINDS, required, 1)
    flag_kind = draw(
        st.sampled_from([each for each in FLAG_KINDS if each in required] or [*FLAG_KINDS])
    )
    methods, crossed = ([row for row in each if row not in without] for each in (METHODS, CROSSED))
    shapes = _some(draw, methods, required, 3) + _some(draw, crossed, required, 1)
    raised = _some(draw, EXCEPTIONS, required, 1)
    if "exception after items" in raised and "Iterator as result" not in without:
        shapes.append("Iterator as result")
    bases = sorted(_some(draw, BASES, required, 1), key=[*BASES].index)
    records = draw(st.permutations(RECORDS))[: len(kinds)]
    wanted = draw(st.permutations([each for each in TYPES if each in required]))
    writer = _Writer(draw, records, ENUMS[: len(enum_kinds)], wanted)
    lines = [
        *IMPORTS,
        *MORE_IMPORTS,
        *NEW_TYPE_TEXTS,
        *PAGE,
        *(f"class {name}{ENUM_KINDS[kind]}" for name, kind in zip(ENUMS, enum_kinds, strict=False)),
        f"class {FLAGS[0]}{FLAG_KINDS[flag_kind]}",
        *(writer.record(name, kind) for name, kind in zip(records, kinds, strict=True)),
        *writer.others(),
        *(_PATTERN if "generic Protocol" in bases else []),
        *_passed(shapes),
        f"class Greeter({', '.join([*(writer.fill(BASES[each]) for each in bases), 'Protocol'])}):",
    ]
    names = draw(st.permutations(METHOD_NAMES))
    while shapes or writer.wanted:
        lines.append(writer.method(names.pop(), shapes.pop() if shapes else "plain method"))
    text = "\n".join(lines)
    rows = {*rows_in(text), *kinds, *enum_kinds, flag_kind, *bases, *writer.shapes, *raised}
    return Text(text, frozenset(rows), frozenset(writer.crossed), tuple(raised))


def _some(
    draw: st.DrawFn, rows: Collection[str], required: Collection[str], more: int
) -> list[str]:
    """Those of the rows that are required, and at most so many others; at least one."""
    needed = [each for each in rows if each in required]
    others = [each for each in rows if each not in required]
    lowest = 0 if needed or not others else 1
    drawn = st.lists(st.sampled_from(others), min_size=lowest, max_size=more, unique=True)
    return [*needed, *(draw(drawn) if others else [])]


def _passed(shapes: list[str]) -> list[str]:
    """The generic Protocols that methods of the rows fill in."""
    methods = "".join((METHODS | CROSSED)[each] for each in shapes)
    source = _SOURCE if "Source[" in methods else []
    observer = _OBSERVER if source or "Observer[" in methods or "Told[" in methods else []
    return [*observer, *source]


class _Writer:
    """Writes the parts of one source file.

    Attributes:
        wanted: Rows of TYPES that are still to come.
        shapes: Rows of METHODS and CROSSED that have been written.
        crossed: The names of the methods of the latter.
    """

    def __init__(
        self, draw: st.DrawFn, records: list[str], enums: list[str], wanted: list[str]
    ) -> None:
        self._draw = draw
        self._names = {
            **NAMES,
            "record_": records,
            "enum_": enums,
            "flag_": FLAGS[:1],
            "hashable_": [*HASHABLE, *enums],
        }
        self._types = types(records, [*enums, FLAGS[0]])
        self.wanted = wanted
        self.shapes: set[str] = set()
        self.crossed: set[str] = set()

    def fill(self, pattern: str) -> str:
        """A pattern, with something drawn for each of its placeholders."""
        return PLACEHOLDER.sub(lambda found: self._for(found[0]), pattern)

    def _for(self, placeholder: str) -> str:
        if placeholder != "any_":
            return self._draw(st.sampled_from(self._names[placeholder]))
        if not self.wanted:
            return self._draw(self._types)
        way = self._draw(st.sampled_from(TYPES[self.wanted.pop()]))
        around = self._draw(st.sampled_from(_AROUND))
        return around.replace("any_", self.fill(way))

    def record(self, name: str, kind: str) -> str:
        """A class with fields."""
        records = self._names["record_"]
        enums = [*self._names["enum_"], FLAGS[0]]
        earlier = records[: records.index(name)]
        match kind:
            case "dataclass":
                return self._draw(dataclass_texts(name, records, enums))
            case "dataclass, pin.message":
                text = self._draw(dataclass_texts(name, records, enums))
                return f'@pin.message("Pinned{name}")\n{text}'
            case "dataclass that inherits":
                base = self._draw(dataclass_texts(f"{name}Base", [*earlier, f"{name}Base"], enums))
                return f"{base}\n{_DATACLASS}{name}({name}Base):\n    own: int = 5\n"
            case "dataclass with defaults":
                return f"{_DATACLASS}{name}:\n" + self.fill(_DEFAULTS)
            case "dataclass with what stays at home":
                return f"{_DATACLASS}{name}:\n" + self.fill(_AT_HOME)
            case "TypedDict":
                return self._draw(typed_dict_texts(name, records, enums))
            case "TypedDict, total=False":
                head = f"class {name}(TypedDict, total=False):\n"
                return head + self._fields(st.sampled_from([*SCALARS, *records]), name, again=name)
            case "TypedDict, Required":
                head = f"class {name}(TypedDict, total=False):\n"
                head += f"    must: Required[{self._draw(types(earlier, enums))}]\n"
                return head + self._fields(st.sampled_from(SCALARS), name, again=name)
            case "pydantic":
                head = f"class {name}(pydantic.BaseModel):\n"
                return head + self._fields(st.sampled_from(_PYDANTIC), name)
            case _:
                prefix = "_" if kind.endswith("private") else ""
                head = _HEADS[kind].format(name)
                return head + self._fields(types(earlier, enums), name, prefix=prefix)

    def _fields(
        self, of: st.SearchStrategy[str], name: str, again: str = "", prefix: str = ""
    ) -> str:
        drawn = st.lists(st.sampled_from(_FIELDS), min_size=1, max_size=4, unique=True)
        lines = [f"    {prefix}{each}: {self._draw(of)}" for each in self._draw(drawn)]
        return "\n".join([*lines, f"    again: {again or f'{name} | None = None'}"])

    def others(self) -> list[str]:
        """What methods of all kinds refer to."""
        short, other = self._draw(st.permutations(_SHORT))[:2]
        return [
            f"Alias: TypeAlias = {self._draw(self._types)}",
            "class Options(TypedDict, total=False):",
            f"    first: {self._draw(st.sampled_from([*SCALARS, 'list[str]', 'Page[int]']))}",
            "    second: int",
            "class Listener(Protocol):",
            self.fill("    def told(self, item: any_, /) -> any_: ..."),
            "class Base(Protocol):",
            self.fill("    def inherited(self, item: any_) -> any_: ..."),
            "class Left(Base, Protocol):",
            self.fill("    def left(self, item: any_) -> any_: ..."),
            "class Right(Base, Protocol):",
            "    def right(self) -> None: ...",
            "@dataclasses.dataclass",
            "class SoldOut(Exception):",
            f"    item: {short}",
            "    left: int = 0",
            "class Refused(Exception):",
            f"    def __init__(self, code: int, *, reason: {other}) -> None:",
            '        super().__init__(f"refused with {code}")',
            "        self.code = code",
            "        self.reason = reason",
            "class Failures(ExceptionGroup): ...",
        ]

    def method(self, name: str, shape: str) -> str:
        """A method of the row."""
        self.shapes.add(shape)
        if shape in CROSSED:
            self.crossed.add(name)
        a, b, c = self._draw(st.permutations(PARAMETERS))[:3]
        return self.fill((METHODS | CROSSED)[shape].format(name=name, a=a, b=b, c=c))
