"""Docstrings and literals say what they were given."""

from __future__ import annotations

import ast
import inspect

from hypothesis import example, given
from hypothesis import strategies as st

from gen_plugin.every_python import visible
from gen_plugin.render.layout import docstring, literal

TEXTS = st.text(st.characters(exclude_categories=["Cs"])).map(inspect.cleandoc)
CLEAN = TEXTS.filter(lambda text: all(line.strip() or not line for line in text.split("\n")))
"""Of a line that is blank and not empty, "\\r", it is not known what belongs to the margin."""


@given(CLEAN, st.sampled_from([0, 4, 8]))
@example('ends with a quote"', 4)
@example("ends with a backslash\\", 4)
@example('"""', 0)
@example('a\\\\"', 4)
@example('""""', 4)
@example('a\n"', 4)
@example('\\"', 0)
@example("\0\x1b\r\f\u2028\N{BYTE ORDER MARK}é", 4)
@example("two\n\n    more\nlines", 4)
def test_docstrings_keep_their_text(text: str, indent: int) -> None:
    printed = docstring(text, indent)
    assert inspect.cleandoc(ast.literal_eval(printed)) == text
    assert visible(printed) == printed


@given(st.text() | st.binary() | st.floats(allow_nan=False, allow_infinity=False) | st.booleans())
def test_literals_keep_their_value(value: str | bytes | float) -> None:
    assert ast.literal_eval(literal(value)) == value
