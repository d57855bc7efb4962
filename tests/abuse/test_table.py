"""The table of limits in DESIGN.md says what the code does."""

from __future__ import annotations

import pytest
from tests.design_tables import constant, figures

from gen_plugin_runtime.http2 import limits

FIGURES = figures("Limits of a connection", "http2.limits")

SET_BY_RFC = {
    "DEFAULT_HEADER_TABLE_SIZE",
    "DEFAULT_WINDOW",
    "LARGEST_MAX_FRAME_SIZE",
    "MAX_STREAM_ID",
    "MAX_WINDOW",
    "SMALLEST_MAX_FRAME_SIZE",
}
NOT_OF_PEERS = {
    "CONNECTION_WINDOW": "as wide as can be: the streams' own windows bound what is held",
    "MAX_DATA_FRAME": "how this side writes",
    "OWN_BUFFER": "how this side reads",
    "STREAMS_BEFORE_GREETING": "how this side begins",
}


@pytest.mark.parametrize(("module", "name", "figure"), FIGURES)
def test_a_figure_is_that_of_its_constant(module: str, name: str, figure: int) -> None:
    assert constant(module, name) == figure


def test_no_limit_is_missing() -> None:
    told = {name for module, name, _ in FIGURES if module == "http2.limits"}
    constants = {name for name in vars(limits) if name.isupper()}
    assert told == constants - SET_BY_RFC - NOT_OF_PEERS.keys()
