"""What `gen_plugin_runtime` offers, and that it costs nothing until it is used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import gen_plugin_runtime
from gen_plugin_runtime import errors

SOURCE = Path(gen_plugin_runtime.__file__).read_text()


def test_every_public_name_can_be_had() -> None:
    named = {
        name: getattr(gen_plugin_runtime, name).__name__ for name in gen_plugin_runtime.__all__
    }
    assert named.pop("JsonValue") == "object"  # an alias, for type checkers
    assert all(name == own for name, own in named.items())


def test_every_error_is_public() -> None:
    assert set(errors.__all__) <= set(gen_plugin_runtime.__all__)


def test_nothing_else_is_public() -> None:
    offered = {name for name in dir(gen_plugin_runtime) if not name.startswith("_")}
    modules = {name for name in offered if name in sys.modules or _is_module(name)}
    assert offered - modules - {"annotations", "TYPE_CHECKING"} == set(gen_plugin_runtime.__all__)


def _is_module(name: str) -> bool:
    return f"gen_plugin_runtime.{name}" in sys.modules


def test_other_names_are_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Sever'"):
        gen_plugin_runtime.Sever  # noqa: B018 - the access is what is tested


def test_type_checkers_are_told_the_same_names() -> None:
    static = SOURCE.partition("if TYPE_CHECKING:")[2].partition("__all__")[0]
    assert all(name in static for name in gen_plugin_runtime.__all__)


def test_importing_the_package_loads_none_of_its_modules() -> None:
    script = (
        "import sys, gen_plugin_runtime\n"
        "print(*(name for name in sys.modules if name.startswith('gen_plugin_runtime.')))"
    )
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert loaded.stdout.strip() == b""
