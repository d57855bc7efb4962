"""Lines that are too long are broken where ruff breaks them."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen_plugin.render.fitting import LINE_LENGTH, fitted

LONG = "a_name_that_is_quite_long"

BROKEN = {
    "a call": f'call({LONG}, {LONG}, {LONG}, "({LONG}, {LONG}")',
    "arguments that fit on one line": f"result = {LONG}.{LONG}({LONG}, {LONG}, {LONG})",
    "calls in calls": f"return {LONG}({LONG}({LONG}({LONG}, {LONG}, {LONG}, {LONG})))",
    "a condition": f"x = {LONG}({LONG}) if {LONG} is None else {LONG}({LONG}, {LONG})",
    "a condition among others": (
        f"x = call({LONG}, {LONG}[1] if (size := len({LONG})) < 0x80 else {LONG}({LONG}, size), 1)"
    ),
    "a comprehension": f"x = call({LONG}, [{LONG}(each, key) for each, key in {LONG}({LONG})])",
    "a returned tuple": f"return {LONG}, {LONG}, {LONG}, {LONG}",
    "a function": f"def call(self, {LONG}: int, *, {LONG}_: str = '') -> {LONG}[{LONG}]:\n    pass",
    "a function of one parameter": f"def {LONG}({LONG}: int) -> {LONG}[{LONG}, {LONG}]:\n    pass",
    "a function of many": f"def call({LONG}: int, {LONG}1: int, {LONG}2: int, a: str):\n    pass",
    "an async function": f"async def call({LONG}: int, {LONG}1: int) -> {LONG}[{LONG}]:\n    pass",
    "a short tuple": f"x = ({LONG}, {LONG}_, {LONG}__, [{LONG}])",
    "a short dict": f'x = {{0x0A: "{LONG}", 0x12: "{LONG}", 0x1A: "{LONG}"}}',
    "a dict": f'x = {{0x0A: "{LONG}", 0x12: "{LONG}", 0x1A: "{LONG}"}}.get({LONG}, "")',
}


@pytest.mark.parametrize("code", BROKEN.values(), ids=BROKEN)
def test_as_ruff_breaks_them(code: str) -> None:
    assert len(code.partition("\n")[0]) > LINE_LENGTH
    assert fitted(code + "\n") == _formatted(code)


def _formatted(code: str) -> str:
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length=100", "-"]
    command += ["--config", "format.quote-style='preserve'"]
    done = subprocess.run(command, input=code, capture_output=True, text=True, check=True)
    return done.stdout


EXPRESSIONS = st.recursive(
    st.sampled_from([LONG, "x", "'(,'", '"\\" if "', "-1"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=5).map(lambda items: f"{LONG}({', '.join(items)})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda items: f"({', '.join(items)})"),
        st.tuples(inner, inner, inner).map(lambda parts: "({} if {} else {})".format(*parts)),
        st.tuples(inner, inner).map(lambda parts: "[{} for a, b in {}]".format(*parts)),
        st.tuples(inner, inner).map(lambda parts: "{{1: {}, 2: {}}}.get(x)".format(*parts)),
    ),
    max_leaves=12,
)
STATEMENTS = st.sampled_from(["{}", "x = {}", "return {}", "a, b = {}", "raise call({}) from None"])


@given(STATEMENTS, st.lists(EXPRESSIONS, min_size=1, max_size=3))
def test_what_is_broken_says_the_same(statement: str, expressions: list[str]) -> None:
    code = f"def f():\n    {statement.format(', '.join(expressions))}\n"
    assert ast.dump(ast.parse(fitted(code))) == ast.dump(ast.parse(code))


def test_many_names_at_once() -> None:
    names = [LONG, f"{LONG}_", f"{LONG}__"]
    assert fitted(f"{', '.join(names)} = {LONG}.{LONG}({LONG})") == (
        "(\n" + "".join(f"    {name},\n" for name in names) + f") = {LONG}.{LONG}({LONG})"
    )


def test_what_fits_and_what_is_no_code_stays() -> None:
    text = (
        f'"""{LONG * 5}, {LONG}\n    ({LONG * 5}, {LONG})\n"""\nx = ({LONG}, 1)\n\n# {LONG * 5}\n'
    )
    assert fitted(text) == text


def test_a_name_that_is_too_long_stays() -> None:
    assert fitted("x" * 120) == "x" * 120
