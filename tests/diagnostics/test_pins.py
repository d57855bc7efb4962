"""What is beside a type in `Annotated`: each pin is understood or told of, other things are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.parse.sources import IMPORTS, refusal

from gen_plugin_runtime import pin

BEFORE = """
import decimal, pydantic, uuid
import gen_plugin_runtime as runtime
from annotated_types import Gt
from gen_plugin_runtime import pins
from gen_plugin_runtime.pin import field as wire, uint32 as small
class Color(Enum):
    RED = 0
Port = NewType("Port", int)
@dataclass
class Record:
    x: int
"""
PLACES = {
    "a parameter": "class Store(Protocol):\n    def a(self, x: {}) -> None: ...\n",
    "a result": "class Store(Protocol):\n    def a(self) -> {}: ...\n",
    "an item": "class Store(Protocol):\n    def a(self, x: list[{}]) -> None: ...\n",
    "a field": (
        "@dataclass\nclass Holder:\n    x: {}\n"
        "class Store(Protocol):\n    def a(self) -> Holder: ...\n"
    ),
}

INTS = {"int", "int | None", "int | str", "Port"}
DATETIMES = {"datetime.datetime"}
FOR = {
    **{each.name: INTS for each in vars(pin).values() if isinstance(each, pin.Travel)},
    "float32": {"float"},
    "bytes": {"uuid.UUID"},
    "naive": DATETIMES,
    "zoned": DATETIMES,
    "open": {"Color"},
    "ordered": {"dict[str, int]"},
}
"""Each pin of how a value travels -> what it may stand beside."""
del FOR["implicit"]

TYPES = {
    *("str", "bool", "bytes", "bytearray", "None | str", "list[int]", "set[int]", "Record"),
    *("tuple[int, int]", "decimal.Decimal", "datetime.date", "Literal[1, 2]", "Callable[[], int]"),
    *(each for types in FOR.values() for each in types),
}


def _told(text: str, folder: Path) -> list[tuple[str, str, str]]:
    """What is under the caret, what is said of it, and the fix."""
    lines = (IMPORTS + BEFORE + text).split("\n")
    return [
        (
            lines[each.span.line - 1][each.span.column - 1 :][: each.span.width],
            f"{each.code} {each.message}",
            each.fix,
        )
        for each in refusal(folder, BEFORE + text)
        if each.span
    ]


@pytest.mark.parametrize("name", FOR)
@pytest.mark.parametrize("type_", sorted(TYPES))
def test_each_pin_beside_each_type(name: str, type_: str, tmp_path: Path) -> None:
    told = _told(PLACES["a parameter"].format(f"Annotated[{type_}, pin.{name}]"), tmp_path)
    assert [(at, message.partition(" is for ")[0]) for at, message, _ in told] == (
        [] if type_ in FOR[name] else [(f"pin.{name}", f"GP123 pin.{name}")]
    )


FOREIGN = [
    "'text'",
    "pydantic.Field(gt=0)",
    "Gt(0)",
    "{'unit': 's'}",
    "lambda value: value > 0",
    "NOT_DEFINED_HERE",
    "[Gt(0), 3]",
    "...",
]


@pytest.mark.parametrize("metadata", FOREIGN)
@pytest.mark.parametrize("place", PLACES)
def test_what_is_of_others_is_passed_over(metadata: str, place: str, tmp_path: Path) -> None:
    assert not _told(PLACES[place].format(f"Annotated[int, {metadata}]"), tmp_path)


_EACH = "bigint, bytes, fixed32, fixed64, float32, int32, naive, open, ordered, sfixed32, "
MISUSED = {
    "pin.int31": ("pin.int31", "GP109 gen_plugin_runtime.pin has no int31", "did you mean pin.i"),
    "pin.xyzzy(1)": (
        "pin.xyzzy",
        "GP109 gen_plugin_runtime.pin has no xyzzy",
        f"write one that there is: {_EACH}",
    ),
    "pin": ("pin", "GP122 pin is the module that has the pins, and none of them", "write one of"),
    "pins.int32": ("pins.int32", "GP122 pins.int32 is no pin", ""),
    "runtime.pni": ("runtime.pni", "GP122 runtime.pni is no pin", "did you mean pin?"),
    "runtime.JsonValue": ("runtime.JsonValue", "GP122 runtime.JsonValue is no pin", "take it off"),
    "pin.int32()": (
        "pin.int32()",
        "GP121 pin.int32 takes no arguments, and is not called",
        "write pin.int32",
    ),
    "small(3)": ("small(3)", "GP121 small takes no arguments, and is not called", "write small"),
    "pin.implicit()": (
        "pin.implicit()",
        "GP121 pin.implicit takes no arguments, and is not called",
        "write pin.implicit",
    ),
    "pni.int32": ("pni.int32", "GP109 pni is not defined", "did you mean pin?"),
    "uint64": (
        "uint64",
        "GP109 uint64 is not defined",
        "add: from gen_plugin_runtime.pin import uint64",
    ),
    "pin.method('A')": (
        "pin.method('A')",
        "GP122 pin.method does nothing here",
        "write it above a method",
    ),
    "pin.service": ("pin.service", "GP122 pin.service does nothing here", "write it above a Prot"),
    "pin.message('A')": (
        "pin.message('A')",
        "GP122 pin.message does nothing here",
        "write it above a dataclass or an enum",
    ),
    "pin.UnknownEnum(7)": (
        "pin.UnknownEnum(7)",
        "GP122 pin.UnknownEnum does nothing here",
        "write pin.open beside an Enum",
    ),
    "[pin.int32]": (
        "pin.int32",
        "GP122 pin.int32 is not beside the type, but within something else",
        "write it by itself",
    ),
    "('a', pin.int32)": (
        "pin.int32",
        "GP122 pin.int32 is not beside the type, but within something else",
        "write it by itself",
    ),
    "pin.int32, pin.int32": (
        "pin.int32",
        "GP123 pin.int32 says again what one before it says",
        "take one of the two off",
    ),
    "pin.int32, pin.bigint": (
        "pin.bigint",
        "GP123 pin.bigint stands beside pin.int32, and a value travels one way",
        "take one of the two off",
    ),
}
"""What is beside an int -> what is under the caret, what is said, and how the fix starts."""

OF_FIELDS = {
    "pin.field": ("pin.field", "GP121 pin.field is not called"),
    "pin.field()": ("pin.field()", "GP121 pin.field pins nothing"),
    "wire()": ("wire()", "GP121 wire pins nothing"),
    "pin.field(1, number=2)": ("2", "GP121 number is given twice"),
    "pin.field(1, 'a')": ("'a'", "GP121 an argument has no name"),
    "pin.field('1')": ("'1'", "GP121 number has to be a written-out int"),
    "pin.field(1.0)": ("1.0", "GP121 number has to be a written-out int"),
    "pin.field(True)": ("True", "GP121 number has to be a written-out int"),
    "pin.field(len)": ("len", "GP121 number has to be a written-out int"),
    "pin.field(name=1)": ("1", "GP121 name has to be a written-out str"),
    "pin.field(nmae='a')": ("'a'", "GP121 there is no argument nmae; did you mean name?"),
    "pin.field(0)": ("0", "GP505 0 cannot be a field number"),
    "pin.field(19000)": ("19000", "GP505 19000 cannot be a field number"),
    "pin.field(name='a-b')": ("'a-b'", "GP501 'a-b' cannot be a name on the wire"),
    "pin.field(1), pin.field(2)": (
        "pin.field(2)",
        "GP122 pin.field says again what one before it says",
    ),
    "pin.field(1), pin.field(1)": (
        "pin.field(1)",
        "GP122 pin.field says again what one before it says",
    ),
}
"""What is beside the type of a parameter, a field or a result -> the caret, and what is said."""


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("metadata", MISUSED)
def test_a_misused_pin(metadata: str, place: str, tmp_path: Path) -> None:
    at, message, fix = MISUSED[metadata]
    ((found_at, found, cure),) = _told(
        PLACES[place].format(f"Annotated[int, {metadata}]"), tmp_path
    )
    assert (found_at, found) == (at, message)
    assert cure.startswith(fix) or place == "an item"


@pytest.mark.parametrize("place", ["a parameter", "a result", "a field"])
@pytest.mark.parametrize("metadata", OF_FIELDS)
def test_a_misused_pin_of_fields(metadata: str, place: str, tmp_path: Path) -> None:
    told = _told(PLACES[place].format(f"Annotated[int, {metadata}]"), tmp_path)
    assert [(at, message) for at, message, _ in told] == [OF_FIELDS[metadata]]


def test_pins_of_fields_within_another_type(tmp_path: Path) -> None:
    item = PLACES["an item"]
    ((at, message, fix),) = _told(item.format("Annotated[int, pin.field(1)]"), tmp_path)
    assert (at, message) == ("pin.field(1)", "GP122 a field's pin within another type does nothing")
    assert fix == "put Annotated around the whole type: Annotated[list[int], pin.field(1)]"
    ((at, message, fix),) = _told(item.format("Annotated[int, pin.implicit]"), tmp_path)
    assert (at, message) == ("pin.implicit", "GP122 pin.implicit does nothing here")
    assert fix.startswith("write it around a whole parameter or field that has a default")


def test_what_is_implicit_has_a_default(tmp_path: Path) -> None:
    ((at, message, _),) = _told(PLACES["a result"].format("Annotated[int, pin.implicit]"), tmp_path)
    assert (at, message) == ("pin.implicit", "GP122 pin.implicit does nothing here")
    twice = PLACES["a parameter"].format("Annotated[int, pin.implicit, pin.implicit] = 3")
    ((at, message, _),) = _told(twice, tmp_path)
    assert (at, message) == (
        "pin.implicit",
        "GP122 pin.implicit says again what one before it says",
    )


DECORATORS = {
    "pin.nope": "GP109 gen_plugin_runtime.pin has no nope",
    "pin.int32": "GP122 pin.int32 does nothing here",
    "pin.field(1)": "GP122 pin.field does nothing here",
}
DECORATED = {
    "a method": "class Store(Protocol):\n    @{}\n    def a(self) -> None: ...\n",
    "a Protocol": "@{}\nclass Store(Protocol):\n    def a(self) -> None: ...\n",
    "a record": (
        "@{}\n@dataclass\nclass Holder:\n    x: int\n"
        "class Store(Protocol):\n    def a(self) -> Holder: ...\n"
    ),
    "an enum": (
        "@{}\nclass Kind(Enum):\n    A = 0\nclass Store(Protocol):\n    def a(self) -> Kind: ...\n"
    ),
}


@pytest.mark.parametrize("place", DECORATED)
@pytest.mark.parametrize("decorator", DECORATORS)
def test_decorators_that_are_no_pins_of_theirs(decorator: str, place: str, tmp_path: Path) -> None:
    told = _told(DECORATED[place].format(decorator), tmp_path)
    assert [message for _, message, _ in told] == [DECORATORS[decorator]]
    (where, _, _) = told[0]
    assert where == decorator


def test_nothing_but_a_type(tmp_path: Path) -> None:
    for place in PLACES.values():
        ((at, message, _),) = _told(place.format("Annotated[int]"), tmp_path)
        assert (at, message) == ("Annotated[int]", "GP106 Annotated[int] says only which type")
