"""Unions: each value arrives as the type that it was, and what is none of them is refused."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from tests.codec.generated import Generated, load

from gen_plugin_runtime.errors import DecodeError, EncodeError
from gen_plugin_runtime.protobuf.wire import length_delimited_field, varint_field
from gen_plugin_runtime.testing import connect

SOURCE = """
from __future__ import annotations
import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Annotated, Generic, Literal, NamedTuple, NewType, Protocol
from typing import TypedDict, TypeVar, Union

from gen_plugin_runtime import pin

T = TypeVar("T")

class Level(IntEnum):
    LOW = 1

class Colour(Enum):
    RED = "red"

@dataclass
class Circle:
    size: int

@dataclass
class Square:
    size: int

@dataclass
class Ring(Circle):
    inner: int = 0

@dataclass
class Page(Generic[T]):
    items: list[T]

class Pair(NamedTuple):
    x: int
    y: int

class Named(TypedDict):
    name: str

class Numbered(TypedDict):
    number: int

@dataclass
class Tree:
    left: Tree | int
    right: Tree | int | None = None

class Options(TypedDict, total=False):
    name: str

Ratios = Union[dict[str, float], dict[str, int], list[list[float]], list[list[int]], list[str]]
AnyDict = Union[Named, Numbered, dict[str, int]]
AnyTuple = Union[tuple[int, str], tuple[str, ...], Pair]
Day = Union[datetime.date, datetime.datetime, Decimal]
Table = dict[str, Union[Circle, list[Union[int, str]]]]
UserId = NewType("UserId", int)

class Unions(Protocol):
    def named(self, value: UserId | str | None) -> UserId | str | None: ...
    def key(self, value: int | str) -> int | str: ...
    def exact(self, value: int | bool) -> int | bool: ...
    def late(self, value: Annotated[float, pin.float32] | bytes) -> float | bytes: ...
    def shape(self, value: Union[Circle, Square, Ring]) -> Circle | Square | Ring: ...
    def maybe(self, value: Circle | int | None) -> Circle | int | None: ...
    def member(self, value: int | Level | Colour) -> int | Level | Colour: ...
    def listed(self, value: Literal["r", 1, None]) -> Literal["r", 1, None]: ...
    def lists(self, value: list[int] | list[str]) -> list[int] | list[str]: ...
    def numbers(self, value: list[float] | list[int]) -> list[float] | list[int]: ...
    def ratios(self, value: Ratios) -> Ratios: ...
    def options(self, value: dict[str, int] | Options) -> dict[str, int] | Options: ...
    def flags(self, value: list[int] | list[bool]) -> list[int] | list[bool]: ...
    def dicts(self, value: AnyDict) -> AnyDict: ...
    def pairs(self, value: AnyTuple) -> AnyTuple: ...
    def pages(self, value: Page[int] | Page[str]) -> Page[int] | Page[str]: ...
    def days(self, value: Day) -> Day: ...
    def many(self, value: list[int | str | None]) -> list[int | str | None]: ...
    def table(self, value: Table) -> Table: ...
    def tuples(self, value: tuple[int | str, Circle | None]) -> tuple[int | str, Circle | None]: ...
    def keys(self, value: set[int | str]) -> set[int | str]: ...
    def tree(self, value: Tree) -> Tree: ...
    def default(
        self, value: int | str | None = None, other: int | str = "x"
    ) -> tuple[int | str | None, int | str]: ...
    def abstract(self, value: Sequence[int] | Mapping[str, int] | str) -> None: ...
    def stream(
        self, value: Iterator[int | str], first: int | None | str
    ) -> Iterator[int | str | None]: ...
"""


class Implementation:
    """Gives back what it is given."""

    def __getattr__(self, name: str) -> Any:
        if name in VALUES:
            return lambda value: value
        raise AttributeError(name)

    def default(self, value: object = "not given", other: object = "not given") -> object:
        return (value, other)

    def stream(self, value: Iterator[object], first: object) -> Iterator[object]:
        yield first
        yield from value


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return load(SOURCE, tmp_path_factory.mktemp("unions"))


@pytest.fixture(scope="module")
def client(generated: Generated) -> Iterator[Any]:
    plugin = sys.modules[f"{generated.source.__name__}_plugin"].UnionsPlugin(Implementation())
    with connect(plugin) as connected:
        yield connected


VALUES = {
    "key": ["3", '"3"', "0", '""', "-1", "2**63 - 1"],
    "exact": ["True", "False", "1", "0"],
    "late": ["0.5", 'b"0.5"', "0.0", 'b""'],
    "shape": ["Circle(1)", "Square(1)", "Ring(1, 2)", "Circle(0)", "Square(0)"],
    "maybe": ["None", "0", "Circle(0)"],
    "member": ["1", "Level.LOW", "Colour.RED"],
    "listed": ['"r"', "1", "None"],
    "lists": ["[]", "[1]", '["1"]'],
    "numbers": ["[]", "[1]", "[1.0]", "[0]", "[0.0]"],
    "ratios": ["{}", '{"a": 1}', '{"a": 1.0}', "[]", "[[1]]", "[[1.0]]", "[[]]", '["1"]'],
    "options": ["{}", '{"name": "x"}', '{"name": 1}'],
    "flags": ["[]", "[1]", "[True]"],
    "dicts": ['{"name": "x"}', '{"number": 1}', '{"other": 1}', "{}"],
    "pairs": ['(1, "x")', '("x", "y")', "Pair(1, 2)", "()"],
    "pages": ["Page([1])", 'Page(["1"])', "Page([])"],
    "days": [
        "datetime.date(2026, 1, 2)",
        "datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc)",
        'Decimal("1.10")',
    ],
    "many": ['[1, "1", None, 0, ""]', "[]"],
    "table": ['{"a": Circle(1), "b": [1, "x"], "c": []}'],
    "tuples": ["(1, None)", '("1", Circle(1))'],
    "named": ["UserId(1)", '"1"', "None"],
    "keys": ['{1, "1"}'],
    "tree": ["Tree(1)", "Tree(Tree(1, Tree(2, None)), 0)"],
}


@pytest.mark.parametrize(
    ("method", "text"), [(method, text) for method, texts in VALUES.items() for text in texts]
)
def test_a_value_comes_back_as_what_it_was(
    method: str, text: str, generated: Generated, client: Any
) -> None:
    value = eval(text, vars(generated.source))
    returned = getattr(client, method)(value)
    assert repr(returned) == repr(value)
    assert type(returned) is type(value)


def test_true_is_a_bool_where_one_may_be(client: Any) -> None:
    assert client.exact(True) is True
    assert client.key(True) == 1


def test_the_second_of_two_records_of_the_same_shape(generated: Generated, client: Any) -> None:
    square = generated.source.Square(2)
    assert type(client.shape(square)) is generated.source.Square


@pytest.mark.parametrize(
    ("message", "value", "number"),
    [
        ("Numbers", [], 1),
        ("Numbers", [1], 2),
        ("Numbers", [1.0], 1),
        ("Ratios", {}, 1),
        ("Ratios", [], 3),
        ("Options", {}, 1),
        ("Lists", [], 1),
        ("Pairs", (), 2),
    ],
)
def test_something_empty_is_the_first_that_can_be(
    message: str, value: object, number: int, generated: Generated
) -> None:
    encoded = generated.encoder(f"Unions{message}Request")(value)
    assert encoded[0] >> 3 == number


def test_defaults(client: Any) -> None:
    assert client.default() == (None, "x")
    assert client.default(5, 6) == (5, 6)
    assert client.default("", 0) == ("", 0)


def test_streams(client: Any) -> None:
    assert [*client.stream(iter([1, "x", 0]), None)] == [None, 1, "x", 0]
    assert [*client.stream(iter([]), "first")] == ["first"]


def test_an_older_peer_s_silence_is_the_default_and_an_unknown_arm_is_none(
    generated: Generated,
) -> None:
    read = generated.decoder("UnionsDefaultRequest")
    assert read(b"") == (None, "x")
    with pytest.raises(DecodeError, match=r"^default\(value\): .*a variant from a newer peer\?"):
        read(length_delimited_field(1, varint_field(9, 1)))


def test_no_arm_or_an_unknown_one_is_refused(generated: Generated) -> None:
    for method, data in (("Key", b""), ("Key", varint_field(9, 1)), ("Maybe", b"")):
        with pytest.raises(
            DecodeError, match=r"\(value\): no value .*a variant from a newer peer\?"
        ):
            generated.decoder(f"Unions{method}Request")(data)
    with pytest.raises(DecodeError, match=r"^many\(value=\[1\]\): no value was sent that"):
        generated.decoder("UnionsManyRequest")(
            length_delimited_field(1, varint_field(1, 1)) + length_delimited_field(1, b"")
        )


def test_the_last_arm_counts_and_what_was_sent_of_it_is_merged(generated: Generated) -> None:
    read = generated.decoder("UnionsKeyRequest")
    assert read(varint_field(1, 5) + length_delimited_field(2, b"x")) == "x"
    assert read(length_delimited_field(2, b"x") + varint_field(1, 5)) == 5
    shape, circle, ring = (generated.decoder("UnionsShapeRequest"), *_shapes(generated))
    first = length_delimited_field(3, varint_field(1, 1))
    second = length_delimited_field(3, varint_field(2, 2))
    assert shape(first + second) == ring(1, 2)
    between = length_delimited_field(1, varint_field(1, 7))
    assert shape(first + between + second) == ring(0, 2)
    assert shape(first + second + between) == circle(7)


def _shapes(generated: Generated) -> tuple[Any, Any]:
    return generated.source.Circle, generated.source.Ring


@pytest.mark.parametrize(
    ("method", "text", "reason"),
    [
        ("key", "1.5", r"key\(value\): 1.5 is none of int, str"),
        ("key", "2**63", r"key\(value\): 9223372036854775808 does not fit int64"),
        ("key", "None", r"key\(value\): None is none of int, str"),
        ("maybe", 'Circle("x")', r"maybe\(value=.size\): 'x' is not an int"),
        ("shape", "1", r"shape\(value\): 1 is none of Circle, Square, Ring"),
        ("many", "[1, 1.5]", r"many\(value=\[1\]\): 1.5 is none of None, int, str"),
        ("lists", "[1.5]", r"lists\(value=\[0\]\): 1.5 is not a str"),
        ("dicts", '{"name": 1.5}', r"dicts\(value=\['name'\]\): 1.5 is not an int"),
        ("listed", '"w"', r"listed\(value\): 'w' is none of \['r', 1, None\]"),
        ("abstract", "1", r"abstract\(value\): 1 is none of "),
    ],
)
def test_other_values_are_refused_at_their_place(
    method: str, text: str, reason: str, generated: Generated, client: Any
) -> None:
    with pytest.raises(EncodeError, match=reason):
        getattr(client, method)(eval(text, vars(generated.source)))


def test_a_union_may_nest_a_hundred_deep_and_no_deeper(generated: Generated, client: Any) -> None:
    make = generated.source.Tree
    tree = make(1)
    for _ in range(98):  # the message of `right` lies in that of the innermost tree
        tree = make(tree)
    assert repr(client.tree(tree)) == repr(tree)
    with pytest.raises(EncodeError, match="nested more than 100 deep"):
        client.tree(make(make(tree)))
