"""The shapes of calls: client and implementation have the signatures of the Protocol."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from tests.codec.generated import Generated, load

from gen_plugin_runtime import DecodeError, EncodeError
from gen_plugin_runtime.testing import connect

SOURCE = """
from __future__ import annotations
from typing import Protocol


class Shapes(Protocol):
    def before(self, x: int, y: int = 2, /) -> list[int]: ...

    def many(self, first: str, *rest: int) -> str: ...

    def named(self, **values: float) -> dict[str, float]: ...

    def every(self, a: int, /, b: int, *c: str, d: bool = True, e: str, **f: int) -> str: ...

    @property
    def size(self) -> int: ...

    @property
    def name(self) -> str: ...

    @name.setter
    def name(self, new: str) -> None: ...

    def __call__(self, x: int, *, times: int = 2) -> int: ...
"""


class Shapes:
    """Has attributes where the interface has properties."""

    size = 7

    def __init__(self) -> None:
        self.name = "first"

    def __call__(self, x: int, *, times: int = 2) -> int:
        return x * times

    def before(self, x: int, y: int = 2, /) -> list[int]:
        return [x, y]

    def many(self, first: str, *rest: int) -> str:
        return f"{first} {rest}"

    def named(self, **values: float) -> dict[str, float]:
        return values

    def every(self, a: int, /, b: int, *c: str, d: bool = True, e: str, **f: int) -> str:
        return f"{a} {b} {c} {d} {e} {f}"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return load(SOURCE, tmp_path_factory.mktemp("shapes"))


@pytest.fixture
def client(generated: Generated) -> Iterator[Any]:
    plugin = __import__(f"{generated.source.__name__}_plugin").ShapesPlugin(Shapes())
    with connect(plugin) as connected:
        yield connected


@pytest.mark.parametrize("name", ["before", "many", "named", "every", "__call__"])
def test_the_client_has_the_protocol_s_signature(
    generated: Generated, client: Any, name: str
) -> None:
    declared = getattr(generated.source.Shapes, name)
    assert inspect.signature(getattr(type(client), name)) == inspect.signature(declared)


def test_positional_only(client: Any) -> None:
    assert client.before(1) == [1, 2]
    assert client.before(1, 3) == [1, 3]


def test_any_number_of_arguments(client: Any) -> None:
    assert client.many("a") == "a ()"
    assert client.many("a", 1, 2) == "a (1, 2)"
    with pytest.raises(EncodeError, match=r"many\(rest=\[1\]\): 'two' is not an int"):
        client.many("a", 1, "two")


def test_any_names(client: Any) -> None:
    assert client.named() == {}
    assert client.named(x=1.5, self_=2) == {"x": 1.5, "self_": 2.0}


def test_all_at_once(client: Any) -> None:
    assert client.every(1, 2, "x", "y", e="z", f=5) == "1 2 ('x', 'y') True z {'f': 5}"
    assert client.every(1, b=2, e="z", d=False) == "1 2 () False z {}"


def test_properties(client: Any) -> None:
    assert client.size == 7
    assert client.name == "first"
    client.name = "second"
    assert client.name == "second"
    with pytest.raises(AttributeError):
        client.size = 8
    with pytest.raises(EncodeError, match=r"^name: 3 is not a str$"):
        client.name = 3


def test_what_a_peer_sends_for_a_property(generated: Generated) -> None:
    with pytest.raises(DecodeError, match=r"^name: the text is not UTF-8"):
        generated.decoder("ShapesSetNameRequest")(b"\x0a\x01\xff")
    with pytest.raises(DecodeError, match=r"^size: the message is cut off"):
        generated.decoder("ShapesGetSizeResponse")(b"\x08")


def test_a_property_that_is_what_it_should_not_be(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Shapes, "size", "big")
    with pytest.raises(EncodeError, match=r"other side: size: 'big' is not an int$"):
        _ = client.size


def test_what_is_called_itself(client: Any) -> None:
    assert client(3) == 6
    assert client(3, times=3) == 9


@pytest.mark.parametrize("length", [80, 100, 1000])
def test_overlong_names(tmp_path_factory: pytest.TempPathFactory, length: int) -> None:
    name = "x" * length
    source = f"""
from typing import Protocol

class Long(Protocol):
    def {name}(self, {name}: int, {name}_: str = "") -> int: ...
"""
    generated = load(source, tmp_path_factory.mktemp("long"))
    impl = type("Impl", (), {name: lambda self, number, text: number})()
    plugin = __import__(f"{generated.source.__name__}_plugin").LongPlugin

    with connect(plugin(impl)) as client:
        assert getattr(client, name)(7) == 7


NAMES = """
from __future__ import annotations
from collections.abc import Iterator
from typing import Protocol, TypeAlias

Texts: TypeAlias = "Iterator[str]"

class Names(Protocol):
    def rpc(self, message: str, returns: int, stream: bool, self_: int) -> str: ...
    def stream(self, codec: Texts, requests: int, first: int, method: str) -> Texts: ...
    def decode_stream(
        self, decode_stream: Texts, encode_items: int, split_first: int, partial: int = 1 + 1
    ) -> Iterator[str]: ...
    async def awaited(self, awaited: int) -> int: ...
"""


class Names:
    def rpc(self, *arguments: object) -> str:
        return str(arguments)

    def stream(self, texts: Iterator[str], *arguments: object) -> Iterator[str]:
        yield str(arguments)
        yield from texts

    def decode_stream(
        self, texts: Iterator[str], one: int, two: int, partial: int = 3
    ) -> Iterator[str]:
        yield str((one, two, partial))
        yield from texts


def test_names_that_generated_code_uses(tmp_path_factory: pytest.TempPathFactory) -> None:
    generated = load(NAMES, tmp_path_factory.mktemp("names"))
    plugin = __import__(f"{generated.source.__name__}_plugin").NamesPlugin

    with connect(plugin(Names())) as client:
        assert client.rpc("a", 1, True, 2) == "('a', 1, True, 2)"
        assert [*client.stream(iter(["x"]), 1, 2, "y")] == ["(1, 2, 'y')", "x"]
        assert [*client.decode_stream(iter(["x"]), 1, 2)] == ["(1, 2, 3)", "x"]
        assert [*client.decode_stream(iter(["x"]), 1, 2, 4)] == ["(1, 2, 4)", "x"]


class Anything:
    """Has every attribute that it is asked for."""

    def __getattr__(self, name: str) -> Any:
        return lambda *values: [*values]


def test_an_implementation_may_have_every_attribute(generated: Generated) -> None:
    plugin = __import__(f"{generated.source.__name__}_plugin").ShapesPlugin(Anything())
    with connect(plugin) as client:
        assert client.before(1) == [1, 2]
