"""Defaults that only the implementation knows: who leaves the argument out gets them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.codec.generated import load

from gen_plugin_runtime import EncodeError, Omitted
from gen_plugin_runtime.testing import connect

SOURCE = """
from __future__ import annotations
import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

LIMIT = 3


class Port(IntEnum):
    HTTP = 80


class Limits:
    RETRIES = 3


@dataclass
class Point:
    x: int
    y: int = 0


class Store(Protocol):
    def find(
        self, name: str, sep: str = os.sep, limit: int = LIMIT, *, deep: bool = True
    ) -> str: ...

    def maybe(self, *, x: int | None = 1 + 1, numbers: list[int] = [1, 2]) -> str: ...

    def near(self, point: Point = Point(1), tags: list[str] = []) -> Iterator[str]: ...

    def stub(this, x: int = ..., *, y: list[str] = ...) -> str: ...

    async def later(self, seconds: float = float("inf")) -> str: ...

    def read(self, name: str, size: int = ..., /, *, raw: bool = ...) -> str: ...

    def seek(self, __offset: int, __whence: int = LIMIT) -> str: ...

    def take(self, lines: Iterator[str], limit: int = LIMIT, /) -> str: ...

    def dial(self, port: int = Port.HTTP, retries: int = Limits.RETRIES) -> str: ...
"""


class Store:
    """Has other defaults than its interface, so that they can be told apart."""

    def find(self, name: str, sep: str = "!", limit: int = 99, *, deep: bool = False) -> str:
        return f"{name} {sep} {limit} {deep}"

    def maybe(self, *, x: int | None = 7, numbers: tuple[int, ...] = (9,)) -> str:
        return f"{x} {numbers}"

    def near(self, point: object = "here", tags: list[str] | None = None) -> Iterator[str]:
        yield f"{point} {tags}"

    def stub(self, x: int = 5, *, y: tuple[str, ...] = ("here",)) -> str:
        return f"{x} {y}"

    def later(self, seconds: float = 1.5) -> str:
        return str(seconds)

    def read(self, name: str, size: int = -1, /, *, raw: bool = False) -> str:
        return f"{name} {size} {raw}"

    def seek(self, offset: int, whence: int = 99, /) -> str:
        return f"{offset} {whence}"

    def dial(self, port: int = 1, retries: int = 2) -> str:
        return f"{port} {retries}"

    def take(self, lines: Iterator[str], limit: int = 99, /) -> str:
        return f"{[*lines]} {limit}"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    generated = load(SOURCE, tmp_path_factory.mktemp("computed"))
    plugin = __import__(f"{generated.source.__name__}_plugin").StorePlugin
    with connect(plugin(Store())) as connected:
        yield connected


def test_what_is_left_out_is_the_implementation_s(client: Any) -> None:
    assert client.find("a") == "a ! 99 True"
    assert client.find("a", limit=5) == "a ! 5 True"
    assert client.find("a", "/", 5, deep=False) == "a / 5 False"
    assert client.find("a", Omitted.OMITTED, 5) == "a ! 5 True"
    assert client.dial() == "1 2"
    assert client.dial(80, retries=3) == "80 3"


def test_what_goes_by_its_place_is_left_out_too(client: Any) -> None:
    assert client.read("a") == "a -1 False"
    assert client.read("a", 5) == "a 5 False"
    assert client.read("a", raw=True) == "a -1 True"
    assert client.read("a", 5, raw=True) == "a 5 True"
    assert client.seek(1) == "1 99"
    assert client.seek(1, 2) == "1 2"
    with pytest.raises(TypeError):
        client.seek(1, __whence=2)
    assert client.take(iter(["a", "b"])) == "['a', 'b'] 99"
    assert client.take(iter(["a"]), 5) == "['a'] 5"


def test_three_dots_say_that_there_is_a_default(client: Any) -> None:
    assert client.stub() == "5 ('here',)"
    assert client.stub(1, y=[]) == "1 []"


def test_none_and_empty_are_given(client: Any) -> None:
    assert client.maybe() == "7 (9,)"
    assert client.maybe(x=None, numbers=[]) == "None []"
    assert client.maybe(x=0, numbers=[0]) == "0 [0]"


def test_records_and_what_is_empty_by_default(client: Any) -> None:
    assert [*client.near()] == ["here []"]
    assert [*client.near(tags=["a"])] == ["here ['a']"]


def test_a_wrong_value_is_refused_as_ever(client: Any) -> None:
    with pytest.raises(EncodeError, match=r"find\(limit\): 'x' is not an int"):
        client.find("a", limit="x")


def test_implicit_fields_have_no_presence(tmp_path_factory: pytest.TempPathFactory) -> None:
    source = """
from typing import Annotated, Protocol
from gen_plugin_runtime import pin


class Old(Protocol):
    def get(self, x: Annotated[int, pin.implicit, pin.field(3)] = 5) -> int: ...
"""
    generated = load(source, tmp_path_factory.mktemp("implicit"))
    request = generated.messages["OldGetRequest"]

    assert not request.DESCRIPTOR.fields_by_name["x"].has_presence
    assert request.DESCRIPTOR.fields_by_name["x"].number == 3
    assert generated.decoder("OldGetRequest")(b"") == 0
    assert generated.encoder("OldGetRequest")(0) == b""


OPTIONS = """
from __future__ import annotations
from typing import NotRequired, Protocol, TypedDict, Unpack


class Common(TypedDict):
    name: str


class Options(Common, total=False):
    limit: int
    tags: list[str]


class Finder(Protocol):
    def find(self, key: str, **options: Unpack[Options]) -> str: ...
"""


class Finder:
    def find(self, key: str, **options: object) -> str:
        return f"{key} {sorted(options.items())}"


def test_the_keys_of_a_typed_dict_are_keyword_arguments(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    generated = load(OPTIONS, tmp_path_factory.mktemp("options"))
    plugin = __import__(f"{generated.source.__name__}_plugin").FinderPlugin
    client: Any
    with connect(plugin(Finder())) as client:
        assert client.find("a", name="b") == "a [('name', 'b')]"
        assert client.find("a", name="b", limit=0) == "a [('limit', 0), ('name', 'b')]"
        assert client.find("a", name="b", tags=[]) == "a [('name', 'b'), ('tags', [])]"
        with pytest.raises(TypeError, match=r"find\(\) missing .* argument: 'name'"):
            client.find("a")
        with pytest.raises(TypeError, match=r"find\(\) got an unexpected .* 'nmae'"):
            client.find("a", name="b", nmae="c")
