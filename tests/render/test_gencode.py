"""The runtime's side of the contract with generated code."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from gen_plugin_runtime import gencode
from gen_plugin_runtime.errors import ConfigError
from gen_plugin_runtime.plugin import Plugin

COSTLY = """
    argparse asyncio base64 contextlib dataclasses hashlib inspect json logging queue random re ssl
    subprocess tempfile typing
""".split()  # noqa: SIM905 - it reads better
BOTH_SIDES = ["gen_plugin_runtime.host", "gen_plugin_runtime.serving", "gen_plugin_runtime.grpc"]


def test_the_import_is_cheap() -> None:
    script = "import sys, gen_plugin_runtime.gencode; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-S", "-E", "-c", f"import sys; sys.path[:0] = {sys.path!r}; {script}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert {*done.stdout.split()}.isdisjoint([*COSTLY, *BOTH_SIDES])


def test_every_public_name_is_there() -> None:
    for_checkers_only = {
        "Broker",
        "Buffer",
        "Check",
        "Command",
        "Connection",
        "JsonValue",
        "Launch",
        "LaunchOptions",
        "Requests",
        "ServeOptions",
    }
    assert {name for name in gencode.__all__ if not _is_there(name)} == for_checkers_only


def _is_there(name: str) -> bool:
    try:
        getattr(gencode, name)
    except ConfigError:
        return False
    return True


def test_what_few_need_is_not_loaded() -> None:
    script = "import sys, gen_plugin_runtime.gencode; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert not [name for name in done.stdout.split() if "conversions" in name or "fixed" in name]


def test_a_package_loads_names_when_they_are_asked_for() -> None:
    load = gencode.load_later("json", {"JSONDecoder": "decoder"})
    assert load("JSONDecoder") is json.JSONDecoder
    with pytest.raises(AttributeError, match="module 'json' has no attribute 'decoder'"):
        load("decoder")


def test_code_for_another_contract_is_refused() -> None:
    gencode.check_contract(gencode.CONTRACT, "greeter.py")
    with pytest.raises(ConfigError, match=r"again with `gen-plugin greeter\.py`"):
        gencode.check_contract(gencode.CONTRACT - 1, "greeter.py")
    with pytest.raises(ConfigError, match="upgrade it with `pip install"):
        gencode.check_contract(gencode.CONTRACT + 1, "greeter.py")


def test_a_name_of_another_contract_is_explained() -> None:
    with pytest.raises(ConfigError, match="asks for 'pack_tensors'"):
        exec("from gen_plugin_runtime.gencode import pack_tensors")
    assert not hasattr(gencode, "__path__")


def test_a_plugin_without_an_implementation_serves_nothing() -> None:
    plugin: Plugin[Any] = Plugin()
    with pytest.raises(ConfigError, match=r"as in Plugin\(impl\)"):
        gencode.implementation(plugin)
    assert gencode.implementation(Plugin("impl")) == "impl"
