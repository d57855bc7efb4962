"""What cannot be sent, or not be read, is told with method, parameter, path and value."""

from __future__ import annotations

import datetime as dt
import inspect
import sys
from collections.abc import Callable
from decimal import Decimal
from enum import IntEnum
from typing import Any

import pytest
from tests.codec.generated import Generated, load

from gen_plugin_runtime.errors import DecodeError, EncodeError
from gen_plugin_runtime.protobuf.wire import length_delimited_field, varint_field

SOURCE = """
from __future__ import annotations
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import Protocol

class Tone(Enum):
    PLAIN = 1
    LOUD = 2

class Level(IntEnum):
    LOW = 0
    HIGH = 1

@dataclass
class Person:
    name: str = ""
    age: int = 0
    height: float = 0.0
    alive: bool = True
    photo: bytes = b""
    friends: dict[str, Person] = field(default_factory=dict)
    children: list[Person] = field(default_factory=list)

@dataclass
class Adult:
    age: int

    def __post_init__(self) -> None:
        if self.age < 18:
            raise ValueError("too young")

class Greeter(Protocol):
    def greet(self, people: list[Person], tone: Tone, level: Level) -> list[Person]: ...
    def scalars(self, text: str, number: int, real: float, flag: bool, data: bytes) -> Tone: ...
    def lists(self, numbers: list[int], flags: list[bool], reals: list[float]) -> str: ...
    def keys(self, reals: dict[float, int]) -> None: ...
    def marry(self, one: Adult, tones: list[Tone], matrix: list[list[int]]) -> None: ...
"""


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return load(SOURCE, tmp_path_factory.mktemp("errors"))


class Eight(IntEnum):
    EIGHT = 8


class Text(str):
    __slots__ = ()


class Odd:
    def __repr__(self) -> str:
        raise RuntimeError


def _scalars(generated: Generated, **changed: Any) -> bytes:
    values = {"text": "", "number": 0, "real": 0.0, "flag": False, "data": b""} | changed
    return generated.encoder("GreeterScalarsRequest")(*values.values())


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("text", None, "scalars(text): None is not a str"),
        ("text", b"x", "scalars(text): b'x' is not a str"),
        ("text", 5, "scalars(text): 5 is not a str"),
        ("text", "\ud800", "has a lone surrogate"),
        ("number", None, "scalars(number): None is not an int"),
        ("number", 0.0, "scalars(number): 0.0 is not an int"),
        ("number", 1.0, "scalars(number): 1.0 is not an int"),
        ("number", Decimal("sNaN"), "scalars(number): Decimal('sNaN') is not an int"),
        ("number", 200.0, "scalars(number): 200.0 is not an int"),
        ("number", "1", "scalars(number): '1' is not an int"),
        ("number", 2**63, "scalars(number): 9223372036854775808 does not fit int64"),
        ("number", -(2**63) - 1, "scalars(number): -9223372036854775809 does not fit int64"),
        ("real", None, "scalars(real): None is not a float"),
        ("real", "1", "scalars(real): '1' is not a float"),
        ("real", Decimal(1), "is not a float"),
        ("real", 10**400, "does not fit a float"),
        ("flag", 1, "scalars(flag): 1 is not a bool"),
        ("flag", 0, "scalars(flag): 0 is not a bool"),
        ("flag", None, "scalars(flag): None is not a bool"),
        ("data", None, "scalars(data): None is not bytes"),
        ("data", "x", "scalars(data): 'x' is not bytes"),
        ("data", 3, "scalars(data): 3 is not bytes"),
        ("data", [1], "scalars(data): [1] is not bytes"),
        ("text", Odd(), "scalars(text): a Odd is not a str"),
        ("number", dt.date(2020, 1, 1), "is not an int"),
    ],
)
def test_scalars(name: str, value: object, message: str, generated: Generated) -> None:
    with pytest.raises(EncodeError) as caught:
        _scalars(generated, **{name: value})
    assert message in str(caught.value)
    assert caught.value.path == f"scalars({name})"


@pytest.mark.parametrize(
    ("name", "value", "arrives"),
    [
        ("text", Text("x"), "x"),
        ("number", True, 1),
        ("number", Eight.EIGHT, 8),
        ("real", 5, 5.0),
        ("real", 0, 0.0),
        ("real", True, 1.0),
        ("data", bytearray(b"x"), b"x"),
        ("data", memoryview(b"xyz")[1:], b"yz"),
    ],
)
def test_what_else_is_taken(
    name: str, value: object, arrives: object, generated: Generated
) -> None:
    data = _scalars(generated, **{name: value})
    decoded = dict(
        zip(
            ["text", "number", "real", "flag", "data"],
            generated.decoder("GreeterScalarsRequest")(data),
            strict=True,
        )
    )
    assert (decoded[name], type(decoded[name])) == (arrives, type(arrives))


def _greet(
    generated: Generated, people: object, tone: object = None, level: object = None
) -> bytes:
    module = generated.source
    arguments = (people, tone or module.Tone.LOUD, module.Level.LOW if level is None else level)
    return generated.encoder("GreeterGreetRequest")(*arguments)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda it: {"people": [it.Person(), it.Person(), it.Person(), it.Person(age=2**63)]},
            "greet(people=[3].age): 9223372036854775808 does not fit int64",
        ),
        (
            lambda it: {"people": [it.Person(friends={"ann": it.Person(name=None)})]},
            "greet(people=[0].friends['ann'].name): None is not a str",
        ),
        (
            lambda it: {"people": [it.Person(friends={5: it.Person()})]},
            "greet(people=[0].friends key): 5 is not a str",
        ),
        (lambda it: {"people": [None]}, "greet(people=[0]): None is no Person"),
        (lambda it: {"people": None}, "greet(people): None is not a list"),
        (lambda it: {"people": "ab"}, "greet(people): 'ab' is not a list"),
        (lambda it: {"people": {}}, "greet(people): {} is not a list"),
        (lambda it: {"people": [], "tone": 2}, "greet(tone): 2 is no Tone"),
        (lambda it: {"people": [], "tone": it.Level.HIGH}, "is no Tone"),
        (lambda it: {"people": [], "level": 1}, "greet(level): 1 is no Level"),
        (
            lambda it: {"people": [type("Employee", (it.Person,), {})()]},
            "is no Person",
        ),
    ],
)
def test_structures(
    make: Callable[[Any], dict[str, Any]], message: str, generated: Generated
) -> None:
    with pytest.raises(EncodeError) as caught:
        _greet(generated, **make(generated.source))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("numbers", "flags", "reals", "message"),
    [
        ([1, "2"], [], [], "lists(numbers=[1]): '2' is not an int"),
        ([300, 1.5], [], [], "lists(numbers=[1]): 1.5 is not an int"),
        ([1.0], [], [], "lists(numbers=[0]): 1.0 is not an int"),
        ([0, 2**63], [], [], "lists(numbers=[1]): 9223372036854775808 does not fit int64"),
        ([-(2**64)], [], [], "does not fit int64"),
        (b"12", [], [], "lists(numbers): b'12' is not a list"),
        ([], [True, 1], [], "lists(flags=[1]): 1 is not a bool"),
        ([], [], [1.0, None], "lists(reals=[1]): None is not a float"),
    ],
)
def test_lists(
    numbers: object, flags: object, reals: object, message: str, generated: Generated
) -> None:
    with pytest.raises(EncodeError) as caught:
        generated.encoder("GreeterListsRequest")(numbers, flags, reals)
    assert message in str(caught.value)


def test_tuples_are_sent_as_lists(generated: Generated) -> None:
    data = generated.encoder("GreeterListsRequest")((1, 300), (True,), (0.5, 2))
    assert generated.decoder("GreeterListsRequest")(data) == ([1, 300], [True], [0.5, 2.0])


def test_nan_is_no_key(generated: Generated) -> None:
    with pytest.raises(EncodeError, match=r"^keys\(reals key\): nan cannot be found again"):
        generated.encoder("GreeterKeysRequest")({1.0: 1, float("nan"): 2})


def test_results(generated: Generated) -> None:
    person = generated.source.Person
    with pytest.raises(EncodeError, match=r"^greet\(\) -> result\[1\]\.age: 'x' is not an int$"):
        generated.encoder("GreeterGreetResponse")([person(), person(age="x")])
    with pytest.raises(EncodeError, match=r"^lists\(\) -> result: None is not a str$"):
        generated.encoder("GreeterListsResponse")(None)


def test_a_value_that_holds_itself(generated: Generated) -> None:
    person = generated.source.Person()
    person.children.append(person)
    with pytest.raises(EncodeError, match="more than 100 deep"):
        _greet(generated, [person])


@pytest.mark.parametrize("depth", [100, 101])
def test_values_may_be_nested_100_deep_and_no_more(depth: int, generated: Generated) -> None:
    person = generated.source.Person()
    for _ in range(depth - 1):
        person = generated.source.Person(children=[person])
    if depth == 100:
        data = _greet(generated, [person])
        assert generated.decoder("GreeterGreetRequest")(data)[0] == [person]
        generated.messages["GreeterGreetRequest"].FromString(data)
        return
    with pytest.raises(EncodeError, match="more than 100 deep"):
        _greet(generated, [person])


def test_too_little_stack_is_no_recursion_error(generated: Generated) -> None:
    person = generated.source.Person()
    for _ in range(99):
        person = generated.source.Person(children=[person])

    def deeper(left: int) -> bytes:
        return deeper(left - 1) if left else _greet(generated, [person])

    free = 80  # frames: too few for 100 records, enough for everything else
    with pytest.raises(EncodeError, match="RecursionError"):
        deeper(sys.getrecursionlimit() - len(inspect.stack(0)) - free)


@pytest.mark.parametrize(
    ("message", "data", "text"),
    [
        (
            "GreeterGreetRequest",
            length_delimited_field(1, b"") + length_delimited_field(1, b"\x0a\x01\xff"),
            "greet(people=[1].name): the text is not UTF-8",
        ),
        (
            "GreeterGreetRequest",
            length_delimited_field(
                1, length_delimited_field(6, b"\x0a\x01a" + length_delimited_field(2, b"\x10"))
            ),
            "greet(people=[0].friends['a'].age): the message is cut off",
        ),
        ("GreeterGreetRequest", b"", "greet(tone): no Tone has the number 0"),
        ("GreeterGreetRequest", varint_field(2, 7), "greet(tone): no Tone has the number 7"),
        ("GreeterScalarsResponse", b"", "scalars() -> result: no Tone has the number 0"),
        ("GreeterListsResponse", b"\x0a\x05a", "lists() -> result: "),
        ("GreeterMarryRequest", b"", "marry(one): no value was sent"),
        (
            "GreeterMarryRequest",
            length_delimited_field(1, varint_field(1, 17)),
            "marry(one): ValueError: too young",
        ),
        (
            "GreeterMarryRequest",
            length_delimited_field(1, varint_field(1, 18)) + length_delimited_field(2, b"\1\2\3"),
            "marry(tones=[2]): no Tone has the number 3",
        ),
        (
            "GreeterMarryRequest",
            length_delimited_field(1, varint_field(1, 18))
            + length_delimited_field(3, b"")
            + length_delimited_field(3, b"\x0a\x01\x80"),
            "marry(matrix=[1]): the message is cut off",
        ),
    ],
)
def test_decoding(message: str, data: bytes, text: str, generated: Generated) -> None:
    with pytest.raises(DecodeError) as caught:
        generated.decoder(message)(data)
    assert str(caught.value).startswith(text)
