"""Imports point one way in both distributions, and libraries stay where they belong."""

from __future__ import annotations

import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from tests.layers.imports import ROOT, Import, read_imports, read_modules

GENERATOR = ROOT / "generator" / "gen_plugin"
RUNTIME = ROOT / "runtime" / "gen_plugin_runtime"

# A layer may import those that stand before it in the list, and itself.
GENERATOR_LAYERS = [
    ["frozen"],
    ["model", "disk", "every_python"],
    ["environment", "diagnostics", "freshness", "project"],
    ["settings", "source", "proto"],
    ["parse", "check", "lower"],
    ["render", "breaking"],
    ["verify", "finish"],
    ["pipeline"],
    ["cli"],
    ["__main__"],
]
RUNTIME_LAYERS = [
    ["errors", "omitted", "keywords", "pin", "known", "raising", "transport", "frozen", "generic"],
    ["json_value", "peer", "spinning"],
    ["protocol", "protobuf", "conversions", "http2", "handler", "streams"],
    ["addresses", "process_tree"],
    ["exceptions"],
    ["tls"],
    ["plugin", "call", "options", "hclog", "logging_bridge", "secure_config"],
    ["config", "event_loop", "awaiting", "streaming"],
    ["threads"],
    ["yamux"],
    ["grpc", "netrpc"],
    ["broker"],
    ["objects"],
    ["host", "serving"],
    ["gencode", "testing"],
]
# These stand in one layer, and never know of each other.
APART = [
    ("host", "serving"),
    ("grpc", "netrpc"),
    ("parse", "check"),
    ("parse", "lower"),
    ("check", "lower"),
]

# Where each library of the generator may be imported.
HOMES = {
    "libcst": "gen_plugin.parse",
    "jinja2": "gen_plugin.render.environment",
    "gen_plugin_templates": "gen_plugin.render.environment",
    "grpc_tools": "gen_plugin.proto.protoc",
    "click": "gen_plugin.cli",
}


@pytest.mark.parametrize("package", [GENERATOR, RUNTIME], ids=lambda path: path.name)
def test_no_module_is_part_of_an_import_cycle(package: Path) -> None:
    modules = read_modules(package)
    graph: dict[str, set[str]] = {name: set() for name in modules}
    for each in read_imports(package):
        # A package's __init__ re-exports names: its own modules would all seem to depend on it.
        if each.imported in modules and not each.importer.startswith(f"{each.imported}."):
            graph[each.importer].add(each.imported)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(reversed(error.args[1])))


@pytest.mark.parametrize(
    ("package", "layers"),
    [(GENERATOR, GENERATOR_LAYERS), (RUNTIME, RUNTIME_LAYERS)],
    ids=["generator", "runtime"],
)
def test_layers_import_only_those_below(package: Path, layers: list[list[str]]) -> None:
    rank = {name: index for index, layer in enumerate(layers) for name in layer}
    wrong = [str(each) for each in read_imports(package) if not _allowed(each, package.name, rank)]
    assert wrong == []


def _allowed(each: Import, root: str, rank: dict[str, int]) -> bool:
    importer, imported = (_layer(name, root) for name in (each.importer, each.imported))
    if importer is None or imported is None or importer == imported:
        return True
    if (importer, imported) in APART or (imported, importer) in APART:
        return False
    return rank[imported] <= rank[importer]


def _layer(module: str, root: str) -> str | None:
    """The first name below the package; None for the package itself and for all outside of it."""
    parts = module.split(".")
    return parts[1] if parts[0] == root and len(parts) > 1 and parts[1] != "__version__" else None


def test_every_module_of_the_generator_has_a_layer() -> None:
    assert _top_names(GENERATOR) == {name for layer in GENERATOR_LAYERS for name in layer}


def test_every_module_of_the_runtime_has_a_layer() -> None:
    assert _top_names(RUNTIME) == {name for layer in RUNTIME_LAYERS for name in layer}


def _top_names(package: Path) -> set[str]:
    return {name.split(".")[1] for name in read_modules(package) if name.count(".") == 1}


def test_each_library_is_imported_in_its_own_place_only() -> None:
    wrong = [
        str(each)
        for each in read_imports(GENERATOR)
        for library, home in HOMES.items()
        if each.imported.split(".")[0] == library and not f"{each.importer}.".startswith(f"{home}.")
    ]
    assert wrong == []


def test_the_generator_uses_no_library_that_is_not_declared() -> None:
    known = sys.stdlib_module_names | {*HOMES, "gen_plugin", "google"}
    wrong = [
        str(each) for each in read_imports(GENERATOR) if each.imported.split(".")[0] not in known
    ]
    assert wrong == []


def test_the_runtime_uses_the_standard_library_alone() -> None:
    """But for its extra, `mtls`: there is another way where that is not installed."""
    known = sys.stdlib_module_names | {"gen_plugin_runtime"}
    others = {
        (each.importer, each.imported.split(".")[0])
        for each in read_imports(RUNTIME)
        if each.imported.split(".")[0] not in known
    }
    assert others == {("gen_plugin_runtime.tls.by_package", "cryptography")}


def test_tls_is_the_only_one_to_import_ssl() -> None:
    """So a start without TLS does not pay for it."""
    wrong = [
        str(each)
        for each in read_imports(RUNTIME)
        if each.imported.split(".")[0] == "ssl"
        and not each.importer.startswith("gen_plugin_runtime.tls.")
    ]
    assert wrong == []
