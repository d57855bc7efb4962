"""Generated code over the real connection: what calls raise, and what is imported when."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.codec.generated import Generated, load
from tests.netrpc_code.echo import NETRPC

from gen_plugin_runtime.errors import DecodeError, EncodeError, PluginError
from gen_plugin_runtime.testing import connect

SOURCE = """
import enum
import uuid
from dataclasses import dataclass
from typing import Literal, Protocol


class SoldOut(Exception):
    "It is gone."


class Refused(Exception):
    def __init__(self, code: int, *, reason: str) -> None:
        super().__init__(f"refused with {code}")
        self.code = code
        self.reason = reason


class Colour(enum.Enum):
    RED = 1


@dataclass
class Person:
    name: str
    age: int | None


@dataclass
class Picky:
    number: int

    def __post_init__(self) -> None:
        if self.number == 13:
            raise SoldOut("unlucky")


class Shop(Protocol):
    def pick(self, picky: Picky) -> Picky: ...
    def buy(self, sku: str, times: int) -> int:
        \"\"\"Buy.

        Raises:
            SoldOut: It is gone.
            Refused: It may not be.
        \"\"\"
        ...

    def greet(self, people: list[Person]) -> Colour: ...
    def mode(self, mode: Literal["r", "w"], key: uuid.UUID) -> None: ...
    async def later(self, word: str) -> str: ...
"""


class Shop:
    """Does what a test says."""

    error: Exception | None = None
    result: Any = 7

    def buy(self, sku: str, times: int) -> Any:
        if self.error:
            raise self.error
        return self.result

    def pick(self, picky: Any) -> Any:
        picky.number += 1
        return picky

    def greet(self, people: list[Any]) -> Any:
        return self.result

    def mode(self, mode: str, key: Any) -> None:
        pass

    async def later(self, word: str) -> str:
        return word[::-1]


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return load(SOURCE, tmp_path_factory.mktemp("shop"), NETRPC)


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def client(generated: Generated, shop: Shop) -> Iterator[Any]:
    package: Any = sys.modules[f"{generated.source.__name__}_plugin"]
    with connect(package.ShopPlugin(shop), protocol="netrpc", call_timeout=30.0) as client:
        yield client


@pytest.mark.parametrize("error", [ValueError("no"), KeyError("sku"), ZeroDivisionError()])
def test_pythons_own_exceptions_arrive(client: Any, shop: Shop, error: Exception) -> None:
    shop.error = error
    with pytest.raises(type(error)) as caught:
        client.buy("a", 1)
    assert (type(caught.value), caught.value.args) == (type(error), error.args)


def test_exceptions_of_the_interface_arrive_if_a_text_makes_them(
    client: Any, shop: Shop, generated: Generated
) -> None:
    source: Any = generated.source
    shop.error = source.SoldOut("none left")
    with pytest.raises(source.SoldOut, match=r"^none left$"):
        client.buy("a", 1)
    shop.error = source.Refused(7, reason="late")
    with pytest.raises(PluginError, match=r"Refused: refused with 7$"):
        client.buy("a", 1)


def test_a_coroutine_is_awaited_on_both_sides(client: Any) -> None:
    from asyncio import run

    async def call() -> str:
        result: str = await client.later("abc")
        return result

    assert run(call()) == "cba"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda client, _: client.buy("a", "b"), ["Times", "'b' is not an int"]),
        (lambda client, _: client.buy("a", 2**63), ["Times", "does not fit int64"]),
        (lambda client, _: client.buy("\ud800", 1), ["Sku", "has a lone surrogate"]),
        (
            lambda client, source: client.greet([source.Person("Ann", None), 5]),
            ["[1]", "5 is not a Person"],
        ),
        (
            lambda client, source: client.greet([source.Person("Ann", "x")]),
            ["[0].Age.Value", "'x' is not an int"],
        ),
        (lambda client, _: client.mode("x", None), ["Mode", "'x' is not one of 'r', 'w'"]),
        (lambda client, _: client.mode("r", "x"), ["Key", "'x' is not a UUID"]),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(
    client: Any, generated: Generated, call: Any, words: list[str]
) -> None:
    with pytest.raises(EncodeError) as caught:
        call(client, generated.source)
    for each in words:
        assert each in str(caught.value)
    assert client.buy("a", 1) == 7  # the connection goes on


def test_a_result_that_does_not_fit(client: Any, shop: Shop) -> None:
    shop.result = "red"
    with pytest.raises(EncodeError, match="'red' is not a Colour"):
        client.greet([])


def test_a_class_that_takes_not_every_value(client: Any, generated: Generated) -> None:
    source: Any = generated.source
    twelve = source.Picky(12)
    with pytest.raises(DecodeError, match=r"no Picky is made of that: SoldOut\('unlucky'\)"):
        client.pick(twelve)  # which comes back as 13
    thirteen = source.Picky(0)
    thirteen.number = 13
    with pytest.raises(PluginError, match="no Picky is made of that"):
        client.pick(thirteen)
    assert client.pick(source.Picky(1)).number == 2


def test_net_rpc_is_imported_when_it_is_spoken(generated: Generated) -> None:
    name = generated.source.__name__
    script = f"import sys; import {name}_plugin; print(*sys.modules)"
    folder = Path(str(generated.source.__file__)).parent
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert not [each for each in done.stdout.split() if "netrpc" in each]
