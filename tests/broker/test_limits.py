"""The table of a broker's limits in DESIGN.md says what the code does."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

DESIGN = Path(__file__).parents[2] / "DESIGN.md"
_FIGURE = re.compile(r"`([a-z0-9_.]+)\.([A-Z][A-Z_]+)` ([0-9,]+)")
LIMITS = {
    ("broker.multiplexed", "LONGEST_LINE"),
    ("broker.offer", "EXPIRES"),
    ("broker.rendezvous", "MOST_KEPT"),
    ("broker.rendezvous", "PATIENCE"),
}


def figures() -> list[tuple[str, str, int]]:
    """Module, constant and figure."""
    section = DESIGN.read_text(encoding="utf-8").split("## Limits of a broker\n")[1]
    return [
        (module, name, int(number.replace(",", "")))
        for module, name, number in _FIGURE.findall(section.split("\n## ")[0])
    ]


@pytest.mark.parametrize(("module", "name", "figure"), figures())
def test_a_figure_is_that_of_its_constant(module: str, name: str, figure: int) -> None:
    assert getattr(import_module(f"gen_plugin_runtime.{module}"), name) == figure


def test_no_limit_is_missing() -> None:
    assert {(module, name) for module, name, _ in figures()} >= LIMITS
