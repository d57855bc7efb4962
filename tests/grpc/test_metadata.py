"""The text of a status as it is carried, held to grpc/doc/PROTOCOL-HTTP2.md."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen_plugin_runtime.grpc.metadata import percent_decode, percent_encode


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_arrives(text: str) -> None:
    carried = percent_encode(text)
    assert carried.isascii()
    assert carried.isprintable()
    assert carried == carried.strip(" ")
    assert percent_decode(carried) == text


@pytest.mark.parametrize("text", ["100%", "50%+1", "%1", "% 7", "%zz", "%1_0", "%%", "a%2"])
def test_what_is_no_escape_stays_as_it_is(text: str) -> None:
    assert percent_decode(text) == text
