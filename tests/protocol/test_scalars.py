"""Integers and booleans as Go reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen_plugin_runtime.protocol.scalars import parse_boolean, parse_integer


@given(st.integers(-(1 << 63), (1 << 63) - 1))
def test_every_64_bit_integer_is_read_back(number: int) -> None:
    assert parse_integer(str(number)) == number


@pytest.mark.parametrize(
    ("text", "number"), [("+7", 7), ("-0", 0), ("007", 7), ("0" * 40 + "9", 9)]
)
def test_go_accepts_signs_and_leading_zeros(text: str, number: int) -> None:
    assert parse_integer(text) == number


@pytest.mark.parametrize(
    "text",
    ["", "+", "-", " 1", "1 ", "1_0", "1.0", "0x1", "\u0663", "--1", "1\n", "9223372036854775808"],
)
def test_what_go_refuses_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not|fit"):
        parse_integer(text)


@given(st.text())
def test_an_integer_is_read_or_refused_by_a_value_error(text: str) -> None:
    try:
        number = parse_integer(text)
    except ValueError:
        return
    assert number == int(text)


@pytest.mark.parametrize("text", ["1", "t", "T", "TRUE", "true", "True"])
def test_true(text: str) -> None:
    assert parse_boolean(text) is True


@pytest.mark.parametrize("text", ["0", "f", "F", "FALSE", "false", "False"])
def test_false(text: str) -> None:
    assert parse_boolean(text) is False


@pytest.mark.parametrize("text", ["", "yes", "tRUE", " true", "2", "on"])
def test_other_words_are_no_booleans(text: str) -> None:
    with pytest.raises(ValueError, match="boolean"):
        parse_boolean(text)
