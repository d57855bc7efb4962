"""Records that are no dataclasses: how each is declared, taken apart and made again."""

from __future__ import annotations

from typing import Any

import pytest
from tests.codec.generated import Generated, load

from gen_plugin_runtime.errors import DecodeError, EncodeError

STANDARD = """
from __future__ import annotations
from dataclasses import InitVar, dataclass, field
from typing import Annotated, ClassVar, NamedTuple, NotRequired, Protocol, Required, TypedDict
from gen_plugin_runtime import pin

class Place(NamedTuple):
    x: int
    y: int = 7
    name: str | None = None

class Base(TypedDict):
    title: str
    size: int

class Movie(Base, total=False):
    year: int
    tags: list[str]
    place: Required[Place]
    next: Annotated[Movie, pin.field(9)]
    data: bytes

class Nothing(TypedDict):
    pass

class Change(TypedDict, total=False):
    name: str | None
    size: NotRequired[int | None]
    tags: list[str] | None
    place: Place | None
    note: str

@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    kinds: ClassVar[int] = 1
    value: int = 0
    next: Node | None = None
    others: tuple[Node, ...] = ()
    computed: int = field(init=False, default=0)

@dataclass
class Scaled:
    value: int
    factor: InitVar[int] = 1
    name: str = ""
    unit: InitVar[str | None] = field(default=None, kw_only=True)

    def __post_init__(self, factor: int, unit: str | None) -> None:
        self.value *= factor

@dataclass
class Named(Scaled):
    title: str = ""

@dataclass(kw_only=True)
class Kind:
    kind: str
    weight: float = 1.5
    tags: list[str] = field(default_factory=list)

@dataclass
class Placed(Kind):
    x: int
    y: int = 7

@dataclass
class Ring:
    value: int = 0
    next: Ring | None = None

class People(Protocol):
    def move(self, place: Place) -> None: ...
    def show(self, movie: Movie) -> None: ...
    def places(self, places: dict[Place, Movie]) -> None: ...
    def nothing(self, nothing: Nothing) -> None: ...
    def node(self, node: Node) -> None: ...
    def ring(self, ring: Ring) -> None: ...
    def scaled(self, scaled: Named) -> None: ...
    def change(self, change: Change) -> None: ...
    def placed(self, placed: Placed) -> None: ...
"""


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return load(STANDARD, tmp_path_factory.mktemp("records"))


def _encode(generated: Generated, method: str, value: object) -> bytes:
    return generated.encoder(f"People{method.title()}Request")(value)


def _decode(generated: Generated, method: str, data: bytes) -> Any:
    return generated.decoder(f"People{method.title()}Request")(data)


def _pass(generated: Generated, method: str, value: object) -> Any:
    return _decode(generated, method, _encode(generated, method, value))


def test_what_a_base_class_takes_by_name_alone(generated: Generated) -> None:
    placed = generated.source.Placed
    for each in (placed(1, kind="a"), placed(0, 0, kind="", weight=0.0, tags=["b"])):
        assert _pass(generated, "placed", each) == each


def test_named_tuples(generated: Generated) -> None:
    place = generated.source.Place
    for each in (place(1), place(0, 0, ""), place(-1, 2, "here")):
        arrived = _pass(generated, "move", each)
        assert (type(arrived), arrived) == (place, each)
    assert _decode(generated, "move", b"\x0a\x02\x08\x05") == place(5)
    with pytest.raises(EncodeError, match=r"move\(place\): \(1, 2, None\) is no Place"):
        _encode(generated, "move", (1, 2, None))


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"year": 0},
        {"tags": []},
        {"tags": ["a"], "data": b""},
        {"next": {"title": "next", "size": 1, "place": None}},
    ],
)
def test_typed_dicts(more: dict[str, Any], generated: Generated) -> None:
    place = generated.source.Place(1)
    inner = {"next": {**more["next"], "place": place}} if "next" in more else {}
    movie = {"title": "", "size": 0, "place": place, **more, **inner}
    assert _pass(generated, "show", movie) == movie
    assert _pass(generated, "places", {place: movie}) == {place: movie}


def test_an_empty_typed_dict(generated: Generated) -> None:
    assert _pass(generated, "nothing", {}) == {}
    with pytest.raises(EncodeError, match=r"nothing\(nothing\): .* has the key 'x'"):
        _encode(generated, "nothing", {"x": 1})


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"colour": "red"}, r"has the key 'colour', which no Movie has"),
        ({"year": None}, r"show\(movie=\['year'\]\): None is not an int"),
        ({"title": 5}, r"show\(movie=\['title'\]\): 5 is not a str"),
        ({"tags": "abc"}, r"show\(movie=\['tags'\]\): 'abc' is not a list"),
    ],
)
def test_what_a_typed_dict_may_not_hold(
    wrong: dict[str, Any], message: str, generated: Generated
) -> None:
    movie = {"title": "", "size": 0, "place": generated.source.Place(1)} | wrong
    with pytest.raises(EncodeError, match=message):
        _encode(generated, "show", movie)


def test_what_a_typed_dict_may_not_lack(generated: Generated) -> None:
    with pytest.raises(EncodeError, match=r"show\(movie\): .* lacks the key 'place'"):
        _encode(generated, "show", {"title": "", "size": 0})
    with pytest.raises(DecodeError, match=r"show\(movie=\['place'\]\): no value was sent"):
        _decode(generated, "show", b"\x0a\x00")


def test_frozen_slotted_and_keyword_only(generated: Generated) -> None:
    node = generated.source.Node
    value = node(value=1, next=node(value=2), others=(node(), node(next=node())))
    assert _pass(generated, "node", value) == value


def test_what_the_constructor_takes_and_does_not_keep(generated: Generated) -> None:
    value = generated.source.Named(2, 5, name="a", unit="kg", title="b")
    arrived = _pass(generated, "scaled", value)
    assert (arrived, arrived.value) == (value, 10)


def test_a_key_that_may_be_missing_and_may_be_none(generated: Generated) -> None:
    place = generated.source.Place(1)
    full = {"name": "a", "size": 0, "tags": [], "place": place, "note": ""}
    nothing = dict.fromkeys(["name", "size", "tags", "place"])
    for change in ({}, full, nothing, {"size": None}, {"tags": None, "name": ""}):
        assert _pass(generated, "change", change) == change
    with pytest.raises(EncodeError, match=r"change\(change=\['note'\]\): None is not a str"):
        _encode(generated, "change", {"note": None})
    with pytest.raises(EncodeError, match=r"change\(change=\['size'\]\): 'a' is not an int"):
        _encode(generated, "change", {"size": "a"})


def test_a_value_that_holds_itself(generated: Generated) -> None:
    ring = generated.source.Ring()
    ring.next = generated.source.Ring(1, ring)
    with pytest.raises(EncodeError, match="nested more than 100 deep, or holds itself"):
        _encode(generated, "ring", ring)


def test_a_dict_that_holds_itself(generated: Generated) -> None:
    movie: dict[str, Any] = {"title": "", "size": 0, "place": generated.source.Place(1)}
    movie["next"] = movie
    with pytest.raises(EncodeError, match="nested more than 100 deep, or holds itself"):
        _encode(generated, "show", movie)


ATTRS = """
from __future__ import annotations
import attr, attrs
from attrs import define, field, frozen
from typing import Protocol

@define
class Base:
    title: str

@define(kw_only=True)
class Song(Base):
    tags: list[str] = field(factory=list)
    parts: list[Song] = attrs.Factory(list)
    size: int = field(default=3, validator=attrs.validators.gt(0))
    length: int = field(init=False, default=0)

@frozen
class Key:
    a: int
    b: str = "x"

@define
class Note(Base):
    size: int
    title: int

@attr.s(auto_attribs=True)
class Old:
    x: int = attr.ib(default=1)
    y: list[int] = attr.Factory(list)

class People(Protocol):
    def sing(self, song: Song) -> None: ...
    def keys(self, keys: set[Key]) -> None: ...
    def old(self, old: Old) -> None: ...
    def note(self, note: Note) -> None: ...
"""


def test_attrs(tmp_path: Any) -> None:
    pytest.importorskip("attrs")
    generated = load(ATTRS, tmp_path)
    song, key, old = generated.source.Song, generated.source.Key, generated.source.Old
    value = song(title="a", tags=["b"], parts=[song(title="c")], size=5)
    assert _pass(generated, "sing", value) == value
    assert _pass(generated, "keys", {key(1), key(2, "y")}) == {key(1), key(2, "y")}
    assert _decode(generated, "old", b"\x0a\x00") == old()
    assert _pass(generated, "note", generated.source.Note(1, 2)) == generated.source.Note(1, 2)
    with pytest.raises(DecodeError, match=r"sing\(song\): ValueError: 'size' must be > 0"):
        _decode(generated, "sing", b"\x0a\x02\x20\x00")


PRIVATE = """
from __future__ import annotations
from dataclasses import dataclass, field
from typing import Protocol
import attrs

@dataclass(slots=True)
class Account:
    owner: str
    _balance: int
    _cache: object = field(default=None, compare=False)
    _parts: list[Account] = field(default_factory=list)

@attrs.define
class Song:
    title: str
    _length: int
    __plays__: float = 0.5
    _tags: list[str] | None = attrs.field(default=None, alias="labels")
    _lock: object = attrs.field(factory=object, eq=False)
    _key: str = attrs.field(default="", eq=str.lower)

@attrs.frozen(kw_only=True)
class Price:
    _amount: int
    _unit: str = attrs.field(factory=lambda: "euro")
    __cents__: int = 0

class People(Protocol):
    def pay(self, account: Account) -> None: ...
    def sing(self, song: Song) -> None: ...
    def sell(self, prices: list[Price]) -> None: ...
"""


def test_private_fields(tmp_path: Any) -> None:
    pytest.importorskip("attrs")
    generated = load(PRIVATE, tmp_path)
    account, song = generated.source.Account, generated.source.Song
    value = account("a", -3, "anything", [account("b", 0)])
    assert _pass(generated, "pay", value) == value
    assert _pass(generated, "pay", value)._cache is None
    tune = song("a", 3, 1.5, labels=["x"], key="k")
    assert _pass(generated, "sing", tune) == tune
    assert _pass(generated, "sing", song("", 0)) == song("", 0)
    price = generated.source.Price
    prices = [price(amount=2, unit="yen", cents__=3), price(amount=3)]
    assert _pass(generated, "sell", prices) == prices
    assert _decode(generated, "sell", b"\x0a\x02\x08\x04") == [price(amount=4)]
    with pytest.raises(EncodeError, match=r"^pay\(account=\._balance\): 'x' is not an int$"):
        _encode(generated, "pay", account("a", "x"))
    fields = generated.messages["Account"].DESCRIPTOR.fields
    assert [each.name for each in fields] == ["owner", "balance", "parts"]


PYDANTIC = """
from __future__ import annotations
from typing import ClassVar, Protocol
from pydantic import BaseModel, Field

class Named(BaseModel):
    name: str = Field(min_length=1)

class User(Named):
    model_config = {"extra": "forbid"}
    kinds: ClassVar[int] = 3
    age: int = Field(..., ge=0)
    tags: list[str] = []
    nick: str | None = Field(default=None, max_length=3)
    friends: list[User] = Field(default_factory=list)
    _hidden: int = 3

class Key(BaseModel, frozen=True):
    number: int = Field(alias="Number", default=0)

class Pair(Key):
    other: int

class People(Protocol):
    def greet(self, user: User) -> None: ...
    def keys(self, keys: dict[Key, set[Pair]]) -> None: ...
"""


def test_pydantic(tmp_path: Any) -> None:
    pytest.importorskip("pydantic")
    generated = load(PYDANTIC, tmp_path)
    user = generated.source.User
    value = user(name="a", age=1, tags=["x"], nick="b", friends=[user(name="c", age=0)])
    arrived = _pass(generated, "greet", value)
    assert (type(arrived), arrived) == (user, value)
    key, pair = generated.source.Key, generated.source.Pair
    keys = {key(Number=3): {pair(Number=4, other=5)}}
    assert _pass(generated, "keys", keys) == keys
    with pytest.raises(DecodeError, match=r"greet\(user\): ValidationError"):
        _decode(generated, "greet", b"\x0a\x02\x10\x05")
    with pytest.raises(EncodeError, match="is no User"):
        _encode(generated, "greet", {"name": "a", "age": 1})
