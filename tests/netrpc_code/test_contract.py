"""The runtime's side of the contract with generated code over net/rpc."""

from __future__ import annotations

import pytest

from gen_plugin.render.python.netrpc import RUNTIME_NAMES, SEAMS
from gen_plugin_runtime.errors import ConfigError
from gen_plugin_runtime.netrpc import gencode


def test_the_generator_knows_every_name() -> None:
    assert set(gencode.__all__) == RUNTIME_NAMES


def test_every_name_is_there_but_those_for_type_checkers() -> None:
    for name in RUNTIME_NAMES - SEAMS:
        assert getattr(gencode, name) is not None
    for name in [*SEAMS, "of_another_version"]:
        with pytest.raises(ConfigError, match=f"asks for '{name}' of net/rpc"):
            getattr(gencode, name)
