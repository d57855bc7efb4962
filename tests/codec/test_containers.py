"""Tuples, sets and the abstract collections: what each takes, and what of it arrives."""

from __future__ import annotations

import math
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

import pytest
from tests.codec.generated import Generated, load

from gen_plugin_runtime.errors import DecodeError, EncodeError

SOURCE = """
from __future__ import annotations
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, MutableSequence, MutableSet, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated, Protocol
from gen_plugin_runtime import pin

class Tone(Enum):
    WARM = 1
    COLD = 2

@dataclass(frozen=True)
class Point:
    x: int
    y: int = 0
    tags: frozenset[str] = frozenset()
    path: tuple[int, ...] = ()

@dataclass
class Track:
    points: deque[Point] = field(default_factory=deque)

class Shapes(Protocol):
    def pair(self, value: tuple[int, str]) -> None: ...
    def nothing(self, value: tuple[()]) -> None: ...
    def one(self, value: tuple[Track]) -> None: ...
    def maybe(self, value: tuple[int, int] | None) -> None: ...
    def inner(self, value: list[tuple[str, tuple[int, ...]] | None]) -> None: ...
    def many(self, value: tuple[int, ...]) -> None: ...
    def names(self, value: Sequence[str]) -> None: ...
    def changing(self, value: MutableSequence[Point]) -> None: ...
    def numbers(self, value: Iterable[int]) -> None: ...
    def some(self, value: Collection[Point]) -> None: ...
    def recent(self, value: deque[str]) -> None: ...
    def ints(self, value: set[int]) -> None: ...
    def texts(self, value: frozenset[str]) -> None: ...
    def reals(self, value: AbstractSet[float]) -> None: ...
    def tones(self, value: MutableSet[Tone]) -> None: ...
    def points(self, value: set[tuple[int, str]]) -> None: ...
    def set_or_none(self, value: set[int] | None) -> None: ...
    def list_or_none(self, value: list[str] | None) -> None: ...
    def holes(self, value: list[int | None]) -> None: ...
    def by_place(self, value: dict[tuple[int, str], int]) -> None: ...
    def by_point(self, value: dict[Point, str]) -> None: ...
    def by_maybe(self, value: dict[str | None, int]) -> None: ...
    def mapping(self, value: Mapping[str, Sequence[int]]) -> None: ...
    def ordered(self, value: OrderedDict[str, int]) -> None: ...
    def pinned(self, value: Annotated[dict[str, int], pin.ordered]) -> None: ...
    def unpinned(self, value: dict[str, int]) -> None: ...
    def grouped(self, value: defaultdict[str, list[int]]) -> None: ...
    def by_real(self, value: defaultdict[float, tuple[int, str]]) -> None: ...
    def counted(self, value: Counter[tuple[int, int]]) -> None: ...
    def maps_or_none(self, value: dict[int, OrderedDict[bool, int] | None] | None) -> None: ...
    def defaults(
        self,
        a: tuple[int, ...] = (),
        b: Sequence[str] = (),
        c: frozenset[int] = frozenset(),
        d: set[int] | None = set(),
        e: Iterable[int] | None = (),
        f: Mapping[str, int] = {},
        g: OrderedDict[str, int] | None = OrderedDict(),
        h: defaultdict[str, list[int]] | None = defaultdict(list),
        i: Counter[str] = Counter(),
    ) -> None: ...
"""


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return load(SOURCE, tmp_path_factory.mktemp("containers"))


def _encode(generated: Generated, method: str, *values: object) -> bytes:
    name = method.title().replace("_", "")
    return generated.encoder(f"Shapes{name}Request")(*values)


def _decode(generated: Generated, method: str, data: bytes) -> Any:
    name = method.title().replace("_", "")
    return generated.decoder(f"Shapes{name}Request")(data)


def _pass(generated: Generated, method: str, value: object) -> Any:
    return _decode(generated, method, _encode(generated, method, value))


class Named(tuple[int, str]):
    __slots__ = ()


def _generator() -> Iterator[int]:
    yield from (1, 300, -1)


@pytest.mark.parametrize(
    ("method", "value"),
    [
        ("pair", (1, "a")),
        ("pair", (0, "")),
        ("nothing", ()),
        ("maybe", None),
        ("maybe", (0, 0)),
        ("inner", [("a", (1, 2)), None, ("", ())]),
        ("many", (1, 2**62)),
        ("many", ()),
        ("names", ["a", ""]),
        ("recent", deque(["a", "b"])),
        ("ints", {3, 1, -1}),
        ("texts", frozenset({"b", "a", "é"})),
        ("reals", {0.1, 1e300}),
        ("points", {(1, "a"), (0, "b")}),
        ("set_or_none", None),
        ("set_or_none", set()),
        ("list_or_none", None),
        ("list_or_none", []),
        ("holes", [0, None, 5]),
        ("by_place", {(1, "a"): 1, (0, ""): 0}),
        ("by_maybe", {None: 1, "": 2}),
        ("mapping", {"a": [1, 2], "": []}),
        ("ordered", OrderedDict(z=1, a=2, m=3)),
        ("pinned", {"z": 1, "a": 2, "m": 3}),
        ("grouped", defaultdict(list, {"a": [1]})),
        ("by_real", defaultdict(None, {0.5: (1, "a"), -math.inf: (0, "")})),
        ("counted", Counter({(1, 2): 3, (0, 0): 1})),
        ("maps_or_none", {1: OrderedDict({True: 1}), 2: None}),
        ("maps_or_none", None),
    ],
)
def test_the_same_arrives(method: str, value: object, generated: Generated) -> None:
    arrived = _pass(generated, method, value)
    assert arrived == value
    assert type(arrived) is type(value)


@pytest.mark.parametrize(
    ("method", "given", "arrives"),
    [
        ("pair", Named((1, "a")), (1, "a")),
        ("many", [1, 2], (1, 2)),
        ("names", ("a", "b"), ["a", "b"]),
        ("names", deque(["a"]), ["a"]),
        ("numbers", _generator(), [1, 300, -1]),
        ("numbers", {5: "five"}, [5]),
        ("numbers", b"ab", [97, 98]),
        ("recent", deque(["a"], maxlen=3), deque(["a"])),
        ("recent", ["a"], deque(["a"])),
        ("ints", frozenset({1}), {1}),
        ("texts", {"a": 1}.keys(), frozenset({"a"})),
        ("mapping", MappingProxyType({"a": (1, 2)}), {"a": [1, 2]}),
        ("ordered", {"b": 1, "a": 2}, OrderedDict(b=1, a=2)),
    ],
)
def test_what_else_is_taken(
    method: str, given: object, arrives: object, generated: Generated
) -> None:
    arrived = _pass(generated, method, given)
    assert arrived == arrives
    assert type(arrived) is type(arrives)


def test_records_in_them(generated: Generated) -> None:
    point, tone = generated.source.Point, generated.source.Tone
    one = point(1, 2, frozenset({"a"}), (1, 2))
    track = generated.source.Track(deque([one]))
    assert _pass(generated, "one", (track,)) == (track,)
    assert _pass(generated, "some", iter([one])) == [one]
    assert _pass(generated, "changing", deque([one])) == [one]
    assert _pass(generated, "by_point", {one: "a"}) == {one: "a"}
    assert _pass(generated, "tones", {*tone}) == {*tone}


def test_sets_are_sent_in_one_order(generated: Generated) -> None:
    numbers = [5, 3, 2**40, -7, 1000, 8, 16, 24]
    assert _encode(generated, "ints", {*numbers}) == _encode(generated, "ints", {*numbers[::-1]})
    pairs = [(number, str(number)) for number in numbers]
    assert _encode(generated, "points", {*pairs}) == _encode(generated, "points", {*pairs[::-1]})


def test_what_a_peer_sends_twice_is_in_a_set_once(generated: Generated) -> None:
    assert _decode(generated, "ints", b"\x0a\x02\x05\x05\x08\x05") == {5}


@pytest.mark.parametrize(
    ("method", "value", "message"),
    [
        ("pair", (1, "a", 2), "pair(value): (1, 'a', 2) does not have 2 items"),
        ("pair", (1,), "pair(value): (1,) does not have 2 items"),
        ("pair", [1, "a"], "pair(value): [1, 'a'] is not a tuple"),
        ("pair", (1, 2), "pair(value=[1]): 2 is not a str"),
        ("pair", ("a", "b"), "pair(value=[0]): 'a' is not an int"),
        ("pair", None, "pair(value): None is not a tuple"),
        ("nothing", (1,), "nothing(value): (1,) does not have 0 items"),
        ("inner", [("a", (1, "b"))], "inner(value=[0][1][1]): 'b' is not an int"),
        ("many", "12", "many(value): '12' is not a list"),
        ("names", "abc", "names(value): 'abc' is a str, whose letters are hardly meant"),
        ("names", 5, "names(value): 5 cannot be gone through"),
        ("numbers", iter([1, "a"]), "numbers(value=[1]): 'a' is not an int"),
        ("ints", [1], "ints(value): [1] is not a set"),
        ("ints", {"a"}, "ints(value item): 'a' is not an int"),
        ("ints", {1, "a"}, "ints(value item): 'a' is not an int"),
        ("ints", {2**63}, "ints(value item): 9223372036854775808 does not fit int64"),
        ("reals", {float("nan")}, "reals(value item): nan cannot be found again"),
        ("by_place", {(1, 2): 3}, "by_place(value key[1]): 2 is not a str"),
        ("by_real", {math.nan: (1, "")}, "by_real(value key): nan cannot be found again"),
        ("mapping", [("a", [1])], "mapping(value): [('a', [1])] is not a mapping"),
        ("mapping", {"a": "b"}, "mapping(value=['a']): 'b' is a str"),
        ("pinned", MappingProxyType({}), "pinned(value): mappingproxy({}) is not a dict"),
    ],
)
def test_what_is_refused(method: str, value: object, message: str, generated: Generated) -> None:
    with pytest.raises(EncodeError) as caught:
        _encode(generated, method, value)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("method", "data", "message"),
    [
        ("pair", b"", "pair(value): no value was sent"),
        ("pair", b"\x0a\x03\x12\x01\xff", "pair(value=[1]): the text is not UTF-8"),
        ("inner", b"\x0a\x06\x0a\x04\x12\x02\x80\x80", "inner(value=[0][1])"),
        ("by_place", b"\x0a\x05\x0a\x03\x12\x01\xff", "by_place(value key[1])"),
        ("by_place", b"\x0a\x02\x10\x80", "by_place(value value)"),
    ],
)
def test_what_cannot_be_read(method: str, data: bytes, message: str, generated: Generated) -> None:
    with pytest.raises(DecodeError) as caught:
        _decode(generated, method, data)
    assert message in str(caught.value)


def test_an_ordered_dict_has_the_bytes_of_a_map(generated: Generated) -> None:
    value = {"z": 1, "a": 2, "m": 3}
    assert _encode(generated, "pinned", value) == _encode(generated, "unpinned", value)
    value |= {"": 0}  # which a map spells out, and an entry of its own does not
    assert list(_decode(generated, "ordered", _encode(generated, "unpinned", value))) == [*value]
    assert _decode(generated, "unpinned", _encode(generated, "pinned", value)) == value


def test_of_equal_keys_the_last_counts(generated: Generated) -> None:
    one, two = (_encode(generated, "by_place", {(1, "a"): value}) for value in (1, 2))
    assert _decode(generated, "by_place", one + two) == {(1, "a"): 2}


def test_what_a_default_dict_makes(generated: Generated) -> None:
    assert _pass(generated, "grouped", defaultdict(list)).default_factory is list
    assert _pass(generated, "by_real", defaultdict(lambda: (0, ""))).default_factory is None


def test_defaults(generated: Generated) -> None:
    decoded = _decode(generated, "defaults", b"")
    assert decoded == ((), [], frozenset(), set(), (), {}, {}, {}, {})
    grouped = decoded[7]
    assert type(decoded[6]) is OrderedDict
    assert grouped.default_factory is list
    assert type(decoded[8]) is Counter
