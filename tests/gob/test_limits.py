"""What the table of limits in DESIGN.md says is what the code does."""

from __future__ import annotations

import pytest
from tests.design_tables import constant, figures

from gen_plugin_runtime.netrpc.gob import limits

FIGURES = figures("Limits of a net/rpc connection", "netrpc.gob.limits")


@pytest.mark.parametrize(("module", "name", "figure"), FIGURES)
def test_a_figure_is_that_of_its_constant(module: str, name: str, figure: int) -> None:
    assert constant(module, name) == figure


def test_no_limit_is_missing() -> None:
    told = {name for module, name, _ in FIGURES if module == "netrpc.gob.limits"}
    assert told == {name for name in vars(limits) if name.isupper()}
