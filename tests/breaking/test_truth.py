"""What is told of defaults and of None is what happens: packages of before and after, both ways.

Each pair of forms that a parameter can have is a method of two interfaces, of which the second is
generated with the lock of the first. Every value goes from one of the packages into the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest
from tests.breaking.building import line_of
from tests.codec.generated import Generated, load
from tests.parse.sources import IMPORTS

from gen_plugin.breaking import find_breaking
from gen_plugin.diagnostics.diagnostic import Level
from gen_plugin_runtime.errors import DecodeError

DEFINITIONS = """
class Color(Enum):
    RED = 1
    BLUE = 2
class Zero(Enum):
    NONE = 0
    ONE = 1
class Bits(Flag):
    A = 1
    B = 2
@dataclass(frozen=True)
class Point:
    x: int = 0
class Store(Protocol):
"""
TYPES = [
    # (type, the zero of its field if it has one, two other values), as they are written
    ("int", "0", ("5", "-1")),
    ("float", "0.0", ("0.5", "-1.5")),
    ("bool", "False", ("True", "True")),
    ("str", "''", ("'a'", "'b'")),
    ("bytes", "b''", ("b'a'", "b'b'")),
    ("Literal['', 'a']", "''", ("'a'", "'a'")),
    ("Literal['a', 'b']", None, ("'a'", "'b'")),
    ("Zero", "Zero.NONE", ("Zero.ONE", "Zero.ONE")),
    ("Color", None, ("Color.RED", "Color.BLUE")),
    ("Bits", "Bits(0)", ("Bits.A", "Bits.B")),
    ("Point", "Point()", ("Point(1)", "Point(2)")),
    ("tuple[int, ...]", "()", ("(1,)", "(2, 3)")),
    ("tuple[int, str]", None, ("(1, 'a')", "(0, '')")),
    ("Annotated[int, pin.bigint]", "0", ("5", "-1")),
]
REFUSED = "a DecodeError"
IMPLICIT = ("int", "float", "bool", "str", "bytes")


def _forms(type_: str, zero: str | None, others: tuple[str, str]) -> Iterator[str]:
    """A parameter of the type in each of its forms, without its name."""
    defaults = [each for each in (zero, *others) if each is not None]
    yield type_
    yield f"{type_} | None"
    yield f"{type_} | None = None"
    for default in dict.fromkeys(defaults):
        yield f"{type_} = {default}"
        yield f"{type_} | None = {default}"
        if type_ in IMPLICIT:
            yield f"Annotated[{type_}, pin.implicit] = {default}"


def _pairs() -> list[tuple[str, str, list[str]]]:
    """Before, after, and the values that are sent, as they are written."""
    return [
        (before, after, [each for each in (zero, *others, "None") if each])
        for type_, zero, others in TYPES
        for before, after in permutations(_forms(type_, zero, others), 2)
    ]


PAIRS = _pairs()


def _text(forms: list[str]) -> str:
    methods = (
        f"    def m{index}(self, x: {form}) -> None: ...\n" for index, form in enumerate(forms)
    )
    return IMPORTS + DEFINITIONS + "".join(methods)


def _becomes(sender: Generated, receiver: Generated, index: int, value: str | None) -> str:
    """What the receiver takes a value for, or that nothing was sent; as values of both modules."""
    sent = value and eval(value, vars(sender.source))
    data = getattr(sender.codec, f"encode_store_m{index}_request")(sent) if value else b""
    try:
        return repr(getattr(receiver.codec, f"decode_store_m{index}_request")(data))
    except DecodeError:
        return REFUSED


def _breaks(old: Generated, new: Generated, index: int) -> bool:
    before, after, values = PAIRS[index]
    for sender, receiver, form, other in ((old, new, before, after), (new, old, after, before)):
        for value in values:
            if value == "None" and "None" not in form:
                continue
            became = _becomes(sender, receiver, index, value)
            is_new = sender is new and value == "None" and "None" not in other
            # What is new may be refused by those who do not know it, if it is not misunderstood.
            if became != _shown(value, sender) and not (is_new and became == REFUSED):
                return True
    return _is_missed(old, new, index)


def _is_missed(old: Generated, new: Generated, index: int) -> bool:
    """Whether the parameter is needed now by who is called by those who never knew of it."""
    before, after, _ = PAIRS[index]
    if "=" not in before or "=" in after:
        return False
    return _becomes(old, new, index, None) != _becomes(old, old, index, None)


def _shown(value: str, generated: Generated) -> str:
    return repr(eval(value, vars(generated.source)))


@pytest.mark.timeout(300)
def test_all_pairs_of_forms(tmp_path: Path) -> None:
    old = load(_text([before for before, _, _ in PAIRS]), tmp_path)
    new = load(_text([after for _, after, _ in PAIRS]), tmp_path, lock=old.contract.lock)
    found = find_breaking(new.output.interface, old.contract.lock, new.contract.lock)
    first = DEFINITIONS.count("\n") + 1
    told = {line_of(each) - first for each in found if each.level is Level.ERROR}

    breaking = {index for index in range(len(PAIRS)) if _breaks(old, new, index)}

    assert len(PAIRS) > 1000
    assert [PAIRS[each][:2] for each in sorted(told ^ breaking)] == []
