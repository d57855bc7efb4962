"""An interface with every row of the table of types, and a Go plugin that gives everything back."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from tests import go_toolchain
from tests.codec.generated import Generated, load
from tests.codec.sources import IMPORTS, NEW_TYPE_TEXTS
from tests.roundtrip.interfaces import MORE_IMPORTS, PAGE
from tests.roundtrip.rows import ENUM_KINDS, FLAG_KINDS, PLACEHOLDER, TYPES

from gen_plugin.render.go.netrpc import print_netrpc
from gen_plugin.settings.settings import SourceSettings

MODULE = Path(__file__).parents[1] / "interop" / "go"
NETRPC = SourceSettings(netrpc=True)

_FILLED = {
    "any_": "int",
    "hashable_": "str",
    "scalar_": "float",
    "record_": "Person",
    "enum_": "Colour",
    "flag_": "Access",
}
_DEFINED = [
    f"class Colour{ENUM_KINDS['Enum of ints without 0']}",
    f"class Priority{ENUM_KINDS['IntEnum']}",
    f"class Access{FLAG_KINDS['Flag that names its bits']}",
    "Alias: TypeAlias = 'dict[str, list[int]]'",
    "@dataclasses.dataclass",
    "class Person:",
    "    name: str",
    "    age: int | None",
    "    born: datetime.datetime",
    "    favourite: Colour",
    "    parent: Person | None = None",
    "    children: list[Person] = dataclasses.field(default_factory=list)",
    "    places: tuple[str, Page[int] | None] = ('here', None)",
    "class Options(TypedDict, total=False):",
    "    first: str",
    "    again: Options",
    "class Point(NamedTuple):",
    "    x: float",
    "    y: float | None = None",
]
_FURTHER = ["Options", "Point", "Priority", "Options | Point"]

_MAIN = """
type echo struct{{}}
{methods}
func main() {{
	plugin.Serve(&plugin.ServeConfig{{
		HandshakeConfig: Handshake,
		Plugins:         map[string]plugin.Plugin{{"echo": &EchoPlugin{{Impl: echo{{}}}}}},
	}})
}}
"""
_METHOD = re.compile(
    r"^\t((?:Row|In|With)\d+\(value (.*?)(?:, number int64)?\) \((.*), error\))$", re.MULTILINE
)


def _returned(type_: str, result: str) -> str:
    """What is given back; nil has a place in a struct alone."""
    return "value" if type_ == result else f"{result}{{value != nil, value}}"


def source() -> str:
    """The interface: each type by itself, beside another one, and in a list."""
    ways = [way for row in TYPES.values() for way in row] + _FURTHER
    types = [PLACEHOLDER.sub(lambda found: _FILLED[found[0]], way) for way in ways]
    return "\n".join(
        [
            *(*IMPORTS, *MORE_IMPORTS, *NEW_TYPE_TEXTS, *PAGE, *_DEFINED),
            "class Echo(Protocol):",
            *(line for number, type_ in enumerate(types) for line in _methods(number, type_)),
        ]
    )


def _methods(number: int, type_: str) -> Iterator[str]:
    yield f"    def row_{number}(self, value: {type_}) -> {type_}: ..."
    yield f"    def with_{number}(self, value: {type_}, number: int) -> {type_}: ..."
    yield f"    def in_{number}(self, value: list[{type_}]) -> list[{type_}]: ..."


def generate(folder: Path) -> Generated:
    """The package."""
    return load(source(), folder, NETRPC)


def build(generated: Generated, folder: Path) -> tuple[Path, Path]:
    """The Go plugin, and its source."""
    methods = [
        f"func (echo) {signature} {{\n\treturn {_returned(type_, result)}, nil\n}}\n"
        for signature, type_, result in _METHOD.findall(_shown(generated))
    ]
    module = as_program(generated, folder, _MAIN.format(methods="\n".join(["", *methods])))
    return go_toolchain.build(folder / "bin", module), module / "main.go"


def as_program(generated: Generated, folder: Path, text: str, *imports: str) -> Path:
    """A Go module of the Go side and what comes behind it."""
    shown = re.sub(r"^package .*$", "package main", _shown(generated), flags=re.MULTILINE)
    further = "".join(f'\t"{each}"\n' for each in imports)
    module = folder / "program"
    module.mkdir()
    for name in ("go.mod", "go.sum"):
        shutil.copy(MODULE / name, module)
    (module / "main.go").write_text(shown.replace("import (\n", f"import (\n{further}", 1) + text)
    return module


def _shown(generated: Generated) -> str:
    contract = generated.contract
    assert contract.netrpc is not None
    return print_netrpc(contract.netrpc, contract.handshake, "echo.py")
