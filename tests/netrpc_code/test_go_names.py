"""No legal name of an interface breaks the Go side: it is compiled, vetted and called."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests import go_toolchain
from tests.codec.generated import Generated, load
from tests.netrpc_code.echo import NETRPC, as_program

pytestmark = [pytest.mark.go, pytest.mark.timeout(1000)]

SOURCE = '''
import datetime
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, Flag
from typing import Annotated, NamedTuple, Protocol

from gen_plugin_runtime import JsonValue, pin


class Error(Enum):
    """What went wrong::

        it has a name
    """

    NONE = 0
    A_B = 1
    String = 2


class ErrorNone(Flag):
    READ = 1
    WRITE_ALL = 2


@dataclass
class String:
    """A record.

    - called as a type of Go's, but for its case
      in Go
    """

    type: str
    func: Error
    nil: bool
    a_b: int
    aB: ErrorNone
    _private: str


class OptionalInt64(NamedTuple):
    value: int | None


class nasty(Protocol):
    """Args:
        a section
    """

    def add(self, a: int, b: int) -> int: ...
    def first(self, string: str, int64: int) -> str: ...
    def at(self, time: datetime.datetime, json: JsonValue) -> datetime.datetime: ...
    def load(self, json: JsonValue) -> JsonValue: ...
    def tell(self, nil: Callable[[int], int], true: bool, uint32: int) -> int: ...
    def make(self, new: str, client: Callable[[], None] | None) -> Callable[[], int]: ...
    def type(self, type: String, func: Error, range: int) -> Error: ...
    def error(self, err: str, resp: int, args: bool, c: int, s: int, error: str) -> str: ...
    def other(self, broker: int, rpc: str, plugin: str, id: int, conn: int) -> str: ...
    def impl(self, impl: str) -> None: ...
    def string(self) -> String: ...
    def __call__(self, x: OptionalInt64) -> int: ...
    def server(self, interface: str) -> None: ...
    def client(self, any: str) -> Callable[[], None] | None: ...


class Nasty(Protocol):
    def type(self, a: int, b: int) -> int: ...


class NastyRPC(Protocol):
    def a(self) -> None: ...


class NastyTypeArgs(Protocol):
    def a(self) -> None: ...


class Handshake(Protocol):
    def a(self) -> Annotated[datetime.datetime, pin.zoned]: ...


class ZonedTime(Protocol):
    """Has no methods."""


class WhatIsNotAlignedWithOthersInThePluginMap(Protocol):
    """Has no methods either."""
'''

PROGRAM = """
type sums struct{ Nasty }

func (sums) Add(a, b int64) (int64, error) { return a + b, nil }

func main() {
	plugins := map[string]plugin.Plugin{"nasty": &NastyPlugin{Impl: sums{}}}
	plugin.Serve(&plugin.ServeConfig{HandshakeConfig: Handshake, Plugins: plugins})
}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nasty")


@pytest.fixture(scope="module")
def generated(folder: Path) -> Generated:
    return load(SOURCE, folder, NETRPC)


@pytest.fixture(scope="module")
def module(generated: Generated, folder: Path) -> Path:
    return as_program(generated, folder, PROGRAM)


def test_it_is_vetted_and_as_gofmt_has_it(module: Path, folder: Path) -> None:
    go_toolchain.build(folder / "bin", module)
    for command in (["go", "vet", "."], ["gofmt", "-d", "."]):
        done = subprocess.run(
            command, cwd=module, capture_output=True, text=True, timeout=300, check=False
        )
        assert (done.stdout, done.returncode) == ("", 0), done.stderr


def test_a_protocol_in_lower_case_is_called(
    generated: Generated, module: Path, folder: Path
) -> None:
    program = go_toolchain.build(folder / "bin", module)
    package: Any = sys.modules[f"{generated.source.__name__}_plugin"]
    with package.nastyPlugin.launch([str(program)]) as nasty:
        assert nasty.add(2, 3) == 5
