"""What the generator says instead of what each Python says otherwise."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from gen_plugin.every_python import BUILTINS, STANDARD_MODULES, cleaned, literal, visible

ASSIGNED = st.characters().filter(lambda char: unicodedata.category(char) != "Cn")
MARGINS = st.text(st.sampled_from("ab \t\n"))


@given(st.text(ASSIGNED))
@example("'")
@example("\"'")
@example('"')
@example("\\\n\t\r\0\x7f\ud800\ue000\N{BYTE ORDER MARK}")
def test_literals_are_those_of_repr(text: str) -> None:
    assert literal(text) == repr(text)


FINITE = st.floats(allow_nan=False, allow_infinity=False)  # others are refused as defaults


@given(st.one_of(st.text(), st.binary(), st.integers(), FINITE))
def test_literals_can_be_read_again(value: str | bytes | float) -> None:
    assert ast.literal_eval(literal(value)) == value


@given(st.text(ASSIGNED))
def test_what_can_be_seen_stays(text: str) -> None:
    shown = visible(text)
    assert all(char.isprintable() or char == "\n" for char in shown)
    assert (shown == text) is all(char.isprintable() or char == "\n" for char in text)


def test_what_no_python_knows_stays() -> None:
    assert visible("\U0003ffff") == "\U0003ffff"


@given(MARGINS)
@example("a\n    ")
@example("a\n  b\n      \n    c\n    ")
def test_docstrings_are_cleaned_as_by_inspect(text: str) -> None:
    lines = [line if line.strip(" ") else "" for line in inspect.cleandoc(text).split("\n")]
    assert cleaned(text) == "\n".join(lines).strip("\n")


def test_only_plain_spaces_are_margin() -> None:
    """As for `inspect` from 3.13 on; before, other spaces were, too."""
    assert cleaned("\u3000a\n  \u3000b\n  \fc") == "\u3000a\n\u3000b\n\fc"


def test_builtins_and_modules_of_this_python_are_known() -> None:
    """Asked of an interpreter of its own: other tests' plugins leave builtins in this one."""
    command = [sys.executable, "-c", "import builtins; print(*dir(builtins))"]
    found = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    unlisted = {*found.stdout.split()} - BUILTINS
    assert {name for name in unlisted if not name.startswith("_")} <= {"WindowsError"}
    assert sys.stdlib_module_names <= STANDARD_MODULES
