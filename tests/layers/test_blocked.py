"""Each distribution is imported while the other one, and every third-party package, cannot be."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.layers.imports import ROOT, read_modules

RUNTIME_MODULES = sorted(read_modules(ROOT / "runtime" / "gen_plugin_runtime"))
GENERATOR_MODULES = sorted(read_modules(ROOT / "generator" / "gen_plugin"))

BLOCK = """
import importlib, sys

class Block:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if {condition}:
            raise ImportError(f"{{name}} is blocked")

sys.meta_path.insert(0, Block())
sys.path.insert(0, {path!r})
for name in {modules!r}:
    importlib.import_module(name)
"""


def _run(condition: str, path: str, modules: list[str]) -> None:
    script = BLOCK.format(condition=condition, path=path, modules=modules)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_runtime_imports_with_every_third_party_package_blocked() -> None:
    # zoneinfo asks sysconfig, whose data is a module that the list of names leaves out.
    known = "top in sys.stdlib_module_names or top.startswith('_sysconfigdata')"
    _run(
        f"not ({known} or top == 'gen_plugin_runtime')",
        str(ROOT / "runtime"),
        RUNTIME_MODULES,
    )


@pytest.mark.parametrize("modules", [GENERATOR_MODULES, ["gen_plugin.cli"]], ids=["all", "cli"])
def test_the_generator_imports_without_the_runtime(modules: list[str]) -> None:
    _run(
        "top == 'gen_plugin_runtime'",
        str(ROOT / "generator"),
        [name for name in modules if name != "gen_plugin.__main__"],
    )
