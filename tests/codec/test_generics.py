"""Generic records: each instance is a message, made of the objects that the class makes."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict
from hypothesis import given
from hypothesis import strategies as st
from tests.codec.generated import Generated, load

from gen_plugin_runtime.errors import DecodeError, EncodeError

SOURCE = """
from __future__ import annotations
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, Protocol, TypedDict, TypeVar

K = TypeVar("K")
T = TypeVar("T")

@dataclass
class Page(Generic[T]):
    items: list[T] = field(default_factory=list)
    next: Page[T] | None = None

class Pair(NamedTuple, Generic[K, T]):
    first: K
    second: T

class Entry(TypedDict, Generic[T]):
    value: T

@dataclass
class User:
    name: str

@dataclass
class Users(Page[User]):
    total: int = 0

class Store(Protocol):
    def users(self, page: Page[User]) -> None: ...
    def numbers(self, page: Page[int]) -> None: ...
    def pairs(self, pairs: list[Pair[str, Page[bytes]]]) -> None: ...
    def entry(self, entry: Entry[Pair[bool, Entry[str]]]) -> None: ...
    def filled(self, users: Users) -> None: ...
"""


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return load(SOURCE, tmp_path_factory.mktemp("generics"))


def _encode(generated: Generated, method: str, value: object) -> bytes:
    return generated.encoder(f"Store{method.title()}Request")(value)


def _pass(generated: Generated, method: str, value: object) -> Any:
    return generated.decoder(f"Store{method.title()}Request")(_encode(generated, method, value))


@given(names=st.lists(st.text(max_size=5), max_size=3), count=st.integers(-(2**63), 2**63 - 1))
def test_values_arrive_as_they_left(names: list[str], count: int, generated: Generated) -> None:
    source = generated.source
    users = [source.User(each) for each in names]
    values = {
        "users": source.Page(users, source.Page(users)),
        "numbers": source.Page([count], source.Page()),
        "pairs": [source.Pair(each, source.Page([each.encode()])) for each in names],
        "entry": {"value": source.Pair(count > 0, {"value": str(count)})},
        "filled": source.Users(users, source.Page(users), count),
    }
    for method, value in values.items():
        arrived = _pass(generated, method, value)
        assert (type(arrived), arrived) == (type(value), value)


def test_the_library_reads_the_same(generated: Generated) -> None:
    page = generated.source.Page([generated.source.User("a")], generated.source.Page())
    message = generated.messages["StoreUsersRequest"].FromString(_encode(generated, "users", page))
    assert MessageToDict(message) == {"page": {"items": [{"name": "a"}], "next": {}}}
    page_of_user = generated.messages["PageOfUser"].FromString(b"\x0a\x03\x0a\x01a\x12\x00")
    assert MessageToDict(page_of_user) == MessageToDict(message)["page"]


def test_what_an_instance_may_not_hold(generated: Generated) -> None:
    with pytest.raises(EncodeError, match=r"numbers\(page=\.items\[0\]\): 'a' is not an int"):
        _encode(generated, "numbers", generated.source.Page(["a"]))
    with pytest.raises(EncodeError, match=r"users\(page\): .* is no Page"):
        _encode(generated, "users", generated.source.Users())


PYDANTIC = """
from __future__ import annotations
from typing import Generic, Protocol, TypeVar
import attrs
from pydantic import BaseModel, Field

T = TypeVar("T")

class Reply(BaseModel, Generic[T]):
    data: T
    count: int = Field(default=0, ge=0)

@attrs.frozen
class Box(Generic[T]):
    content: T

class Users(Reply[list[str]]):
    total: int

class Store(Protocol):
    def reply(self, reply: Reply[list[str]]) -> None: ...
    def boxes(self, boxes: dict[Box[str], Reply[Reply[int]]]) -> None: ...
    def users(self, users: Users) -> None: ...
"""


def test_attrs_and_pydantic(tmp_path: Any) -> None:
    pytest.importorskip("attrs")
    pytest.importorskip("pydantic")
    generated = load(PYDANTIC, tmp_path)
    reply, box, users = (getattr(generated.source, name) for name in ("Reply", "Box", "Users"))
    for method, value in {
        "reply": reply[list[str]](data=["a"], count=1),
        "boxes": {box("a"): reply[reply[int]](data=reply[int](data=1))},
        "users": users(data=["a"], total=2),
    }.items():
        arrived = _pass(generated, method, value)
        assert (type(arrived), arrived) == (type(value), value)
    minus_one = b"\x10" + b"\xff" * 9 + b"\x01"
    with pytest.raises(DecodeError, match=r"reply\(reply\): ValidationError"):
        generated.decoder("StoreReplyRequest")(b"\x0a\x0b" + minus_one)
    with pytest.raises(EncodeError, match=r"reply\(reply\): .* is no Reply\[list\[str\]\]"):
        _encode(generated, "reply", reply(data=["a"]))
