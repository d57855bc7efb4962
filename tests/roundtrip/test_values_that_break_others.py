"""Values and names on which other generators fail: each arrives as it left, or is refused."""

from __future__ import annotations

import importlib
import math
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from tests.codec.generated import Generated, generate, load, write
from tests.codec.values import alike

from gen_plugin_runtime import DecodeError, EncodeError
from gen_plugin_runtime.protobuf.wire import varint_field
from gen_plugin_runtime.testing import connect

SOURCE = """
from __future__ import annotations
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")

class Port(Enum):
    HTTP = 80
    HTTPS = 443

class Tone(Enum):
    WARM = "warm"
    COLD = "cold"

@dataclass
class User:
    name: str

@dataclass
class Page(Generic[T]):
    items: list[T]

@dataclass
class Node:
    name: str
    next: Node | None = None

@dataclass
class Group:
    name: str

class Echo(Protocol):
    def truth(self, value: int | bool) -> int | bool: ...
    def who(self, value: User | Group) -> User | Group: ...
    def int_(self, value: int) -> int: ...
    def float_(self, value: float) -> float: ...
    def timedelta_(self, value: timedelta) -> timedelta: ...
    def datetime_(self, value: datetime) -> datetime: ...
    def port(self, value: Port) -> Port: ...
    def tone(self, value: Tone) -> Tone: ...
    def pair(self, value: tuple[int, str]) -> tuple[int, str]: ...
    def optional_list(self, value: list[int] | None) -> list[int] | None: ...
    def dict_of_lists(self, value: dict[str, list[int]]) -> dict[str, list[int]]: ...
    def list_of_lists(self, value: list[list[int]]) -> list[list[int]]: ...
    def iterator(self, value: int) -> Iterator[int]: ...
    def users(self, value: Page[User]) -> Page[User]: ...
    def numbers(self, value: Page[int]) -> Page[int]: ...
    def node(self, value: Node) -> Node: ...
    def bytearray_(self, value: bytearray) -> bytearray: ...
    def text(self, value: str) -> str: ...
    def serialize(self, SerializeToString: int, Clear: int, DESCRIPTOR: int) -> tuple[int, ...]: ...
    def underscore(self, x: int, x_: int) -> tuple[int, ...]: ...
    def casing(self, fooBar: int, foo_bar: int) -> tuple[int, ...]: ...
"""


def _same(*values: Any) -> Any:
    return values[0] if len(values) == 1 else values


class Echo:
    """Returns what it is given."""

    def __getattr__(self, name: str) -> Any:
        return _same

    def iterator(self, value: int) -> Iterator[int]:
        yield from range(value)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return load(SOURCE, tmp_path_factory.mktemp("echo"))


@pytest.fixture
def echo(generated: Generated) -> Iterator[Any]:
    package = importlib.import_module(f"{generated.source.__name__}_plugin")
    with connect(package.EchoPlugin(Echo())) as client:
        yield client


@pytest.mark.parametrize("value", [2**31, -(2**31) - 1, 2**53 + 1, 2**63 - 1, -(2**63)])
def test_ints_beyond_32_bits(value: int, echo: Any) -> None:
    assert echo.int_(value) == value


@pytest.mark.parametrize("value", [2**63, 2**64, -(2**63) - 1])
def test_ints_beyond_64_bits(value: int, echo: Any) -> None:
    with pytest.raises(EncodeError, match=rf"^int_\(value\): {value} does not fit int64$"):
        echo.int_(value)


@pytest.mark.parametrize("value", [0.1, -0.0, math.nan, math.inf, 1e40])
def test_floats(value: float, echo: Any) -> None:
    assert alike(echo.float_(value), value)


def test_a_microsecond_back(echo: Any) -> None:
    assert echo.timedelta_(timedelta(microseconds=-1)) == timedelta(microseconds=-1)


def test_an_aware_datetime(echo: Any) -> None:
    value = datetime(2026, 3, 29, 1, 30, 0, 123457, timezone(timedelta(hours=-3, minutes=-30)))
    arrived = echo.datetime_(value)
    assert (arrived, arrived.tzinfo) == (value, UTC)


def test_a_naive_datetime(echo: Any) -> None:
    with pytest.raises(EncodeError, match=r"^datetime_\(value\): .*pin\.naive"):
        echo.datetime_(datetime(2026, 3, 29))


def test_an_enum_without_zero(echo: Any, generated: Generated) -> None:
    assert echo.port(generated.source.Port.HTTPS) is generated.source.Port.HTTPS


def test_an_enum_of_texts(echo: Any, generated: Generated) -> None:
    assert echo.tone(generated.source.Tone.COLD) is generated.source.Tone.COLD


def test_an_unknown_enum_number(generated: Generated) -> None:
    with pytest.raises(DecodeError, match=r"^port\(value\): no Port has the number 8080$"):
        generated.decoder("EchoPortRequest")(varint_field(1, 8080))


def test_a_pair(echo: Any) -> None:
    assert alike(echo.pair((1, "a")), (1, "a"))


@pytest.mark.parametrize("value", [None, [], [0]])
def test_an_optional_list(value: list[int] | None, echo: Any) -> None:
    assert alike(echo.optional_list(value), value)


def test_a_dict_of_lists(echo: Any) -> None:
    assert alike(echo.dict_of_lists({"": [], "a": [1, 0]}), {"": [], "a": [1, 0]})


def test_a_list_of_lists(echo: Any) -> None:
    assert alike(echo.list_of_lists([[], [1, 2], [0]]), [[], [1, 2], [0]])


@pytest.mark.parametrize("value", [True, False, 1, 0])
def test_true_for_int_or_bool(value: int, echo: Any) -> None:
    assert alike(echo.truth(value), value)


def test_the_second_arm_of_a_union(echo: Any, generated: Generated) -> None:
    group = generated.source.Group("Ada")
    assert alike(echo.who(group), group)
    assert alike(echo.who(generated.source.User("Ada")), generated.source.User("Ada"))


def test_an_iterator_as_result(echo: Any) -> None:
    assert [*echo.iterator(3)] == [0, 1, 2]


def test_a_generic_model(echo: Any, generated: Generated) -> None:
    page, user = generated.source.Page, generated.source.User
    assert echo.users(page([user("a"), user("")])) == page([user("a"), user("")])
    assert echo.numbers(page([1, 0])) == page([1, 0])


def test_an_object_that_holds_itself(echo: Any, generated: Generated) -> None:
    node = generated.source.Node("a")
    node.next = node
    with pytest.raises(EncodeError, match=r"^node\(value=\.next\.next.*more than 100 deep"):
        echo.node(node)


def test_a_bytearray(echo: Any) -> None:
    assert alike(echo.bytearray_(bytearray(b"\xff\0")), bytearray(b"\xff\0"))


def test_a_lone_surrogate(echo: Any) -> None:
    with pytest.raises(EncodeError, match=r"^text\(value\): .* has a lone surrogate"):
        echo.text("a\ud800")


def test_parameters_with_the_names_of_protobuf_s_methods(echo: Any) -> None:
    assert echo.serialize(SerializeToString=1, Clear=2, DESCRIPTOR=3) == (1, 2, 3)


def test_parameters_that_differ_in_an_underscore(echo: Any) -> None:
    assert echo.underscore(x=1, x_=2) == (1, 2)


def test_parameters_that_differ_in_their_casing(echo: Any) -> None:
    assert echo.casing(fooBar=1, foo_bar=2) == (1, 2)


GREETER = """
from typing import Protocol

class Greeter(Protocol):
    def {method}(self, name: {type}) -> {type}: ...
"""


class Greeter:
    """Implements both."""

    def greet(self, name: str) -> str:
        return f"Hello, {name}"

    def count(self, name: int) -> int:
        return name + 1


def _package(root: Path, name: str, method: str, type_: str) -> Any:
    """A `greeter.py` in a package of this dotted name, generated and imported."""
    folder = root.joinpath(*name.split("."))
    folder.mkdir(parents=True)
    for each in [folder, *folder.relative_to(root).parents]:
        root.joinpath(each, "__init__.py").touch()
    (root / "__init__.py").unlink()
    path = folder / "greeter.py"
    path.write_text(GREETER.format(method=method, type=type_))
    write(generate(path, f"{name}.greeter_plugin"), folder / "greeter_plugin")
    importlib.invalidate_caches()
    return importlib.import_module(f"{name}.greeter_plugin")


def test_two_greeters_in_one_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    first = _package(tmp_path, "first_of_two", "greet", "str")
    second = _package(tmp_path, "second_of_two", "count", "int")
    with (
        connect(first.GreeterPlugin(Greeter())) as one,
        connect(second.GreeterPlugin(Greeter())) as other,
    ):
        assert (one.greet("Ada"), other.count(1)) == ("Hello, Ada", 2)


def test_a_package_three_levels_deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    package = _package(tmp_path, "level_1.level_2.level_3", "greet", "str")
    with connect(package.GreeterPlugin(Greeter())) as greeter:
        assert greeter.greet("Ada") == "Hello, Ada"


WITHOUT_PROTOBUF = """
import sys

sys.modules["google"] = sys.modules["google.protobuf"] = None
from gen_plugin_runtime.testing import connect
from beside_protobuf.greeter_plugin import GreeterPlugin

class Greeter:
    def greet(self, name):
        return f"Hello, {name}"

with connect(GreeterPlugin(Greeter())) as greeter:
    print(greeter.greet("Ada"))
"""


def test_an_older_protobuf_major(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever is installed, or none: it is not imported."""
    monkeypatch.syspath_prepend(tmp_path)
    _package(tmp_path, "beside_protobuf", "greet", "str")
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_PROTOBUF],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("Hello, Ada\n", "")
