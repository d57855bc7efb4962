"""The table of limits in DESIGN.md says what the code does."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from gen_plugin_runtime.http2 import limits

DESIGN = Path(__file__).parents[2] / "DESIGN.md"
_FIGURE = re.compile(r"`([a-z0-9_.]*)\.?\b([A-Z][A-Z_]+)` ([0-9,]+)( KiB| MiB)?")
_UNITS = {"": 1, " KiB": 1024, " MiB": 1024 * 1024}

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


def figures() -> list[tuple[str, str, int]]:
    """Module, constant and figure."""
    section = DESIGN.read_text(encoding="utf-8").split("## Limits of a connection\n")[1]
    table = section.split("\n## ")[0]
    return [
        (module.rstrip(".") or "http2.limits", name, int(number.replace(",", "")) * _UNITS[unit])
        for module, name, number, unit in _FIGURE.findall(table)
    ]


@pytest.mark.parametrize(("module", "name", "figure"), figures())
def test_a_figure_is_that_of_its_constant(module: str, name: str, figure: int) -> None:
    assert getattr(import_module(f"gen_plugin_runtime.{module}"), name) == figure


def test_no_limit_is_missing() -> None:
    told = {name for module, name, _ in figures() if module == "http2.limits"}
    constants = {name for name in vars(limits) if name.isupper()}
    assert told == constants - SET_BY_RFC - NOT_OF_PEERS.keys()
