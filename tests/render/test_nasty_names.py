"""No legal name of an interface breaks the output: it is checked, imported and called."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module, invalidate_caches
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from tests.codec.generated import generate, write
from tests.netrpc_code.memory import connect

from gen_plugin.settings.settings import SourceSettings

SOURCE = '''"""Ends with a quote\\" and a backslash\\\\."""

from __future__ import annotations

import builtins
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import Protocol


class Handler(Enum):
    """Names of the runtime."""

    Buffer = "b"
    Plugin = "p"


class SIZE_1(IntEnum):
    NAME = 0
    VALUE = 200
    LESS = -5


@dataclass
class Connection:
    """A record. Its docstring has \\"\\"\\" and ends with a quote\\""""

    data: str
    position: int
    end: float
    tag: bytes
    self: bool
    error: Handler
    connection: Connection | None = None
    codec: list[SIZE_1] = field(default_factory=list[SIZE_1])
    value: dict[str, Connection] = field(default_factory=dict[str, "Connection"])
    key: dict[float, int] = field(default_factory=dict[float, int])


@dataclass
class DecodeError:
    pass


@dataclass
class Struct:
    """Named as what netrpc.py imports."""

    INT64: int
    record: Map


class Map(Enum):
    STRING = 1


class NetRpcBroker(Enum):
    UINT32 = 1


class Plugin(Protocol):
    """Serves `Plugin`: \\\\ and "quotes"."""

    def handlers(self, codec: str, data: bytes, connection: Connection, position: int) -> str:
        """é \\N{SNOWMAN} "quoted\\""""
        ...

    def connection(self, this: str, cls: str) -> str: ...
    def impl(self, request: str, response: str, *, size: int = 3) -> int: ...
    def service(self, each: list[str], key: dict[str, str], value: int) -> SIZE_1: ...
    def list(self, list: builtins.list[str], str: str) -> builtins.list[builtins.str]: ...
    def dict(self, *, int: builtins.int | None = None, error: bytes = b"'\\"") -> DecodeError: ...
    def encode_person(self, as_list: float = 1e300, tag: Handler = Handler.Plugin) -> float: ...
    def Handler(self) -> None: ...
    def upper(self, URL: bytes, ID: builtins.int = 0, id: builtins.int = 1) -> None: ...
    def match(self, type: builtins.str, _: builtins.str, case: builtins.str) -> None: ...


class GreeterPlugin(Protocol):
    def serve(self, options: Connection, impl: Connection) -> Connection | None: ...
    def broker(self, broker: NetRpcBroker, request: int) -> NetRpcBroker: ...


class Logger(Protocol):
    def launch(self) -> Handler: ...
    def methods(self, Struct: Struct | None, method: str, connection: str) -> Map: ...


class LoggerNetRpc(Protocol):
    """What netrpc.py would call its class for `Logger`, but for what stands behind."""

    def launch(self) -> Handler: ...


class PluginClient(Protocol):
    pass
'''

IMPLEMENTATION = """
from __future__ import annotations
from nasty import *

class Everything:
    def handlers(self, codec, data, connection, position):
        return f"{codec}{data}{connection.data}{position}"
    def connection(self, this, cls): return this + cls
    def impl(self, request, response, *, size=3): return size + len(request + response)
    def service(self, each, key, value): return SIZE_1(value)
    def list(self, list, str): return [*list, str]
    def dict(self, *, int=None, error=b""): return DecodeError()
    def encode_person(self, as_list=1.0, tag=None): return as_list
    def Handler(self): return None
    def upper(self, URL, ID=0, id=1): assert (URL, ID, id) == (b"u", 2, 300)
    def match(self, type, _, case): return None
    def serve(self, options, impl): return impl
    def broker(self, broker, request): return broker
    def launch(self): return Handler.Buffer
    def methods(self, Struct, method, connection): return Struct.record
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nasty")
    (folder / "nasty.py").write_text(SOURCE, encoding="utf-8")
    (folder / "everything.py").write_text(IMPLEMENTATION)
    output = generate(folder / "nasty.py", settings=SourceSettings(netrpc=True))
    write(output, folder / "nasty_plugin")
    (folder / "main.py").write_text(output.main, encoding="utf-8")
    return folder


CHECKED = ["nasty.py", "nasty_plugin", "main.py"]


def _run(*command: str, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_mypy_strict(folder: Path) -> None:
    (folder / "mypy.ini").write_text("[mypy]\nstrict = true\n")
    _run("mypy", *CHECKED, folder=folder)


@pytest.mark.timeout(300)
def test_pyright_strict(folder: Path) -> None:
    settings = {"typeCheckingMode": "strict", "include": CHECKED, "reportPrivateUsage": False}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    _run("pyright", "--pythonpath", sys.executable, folder=folder)


def test_ruff(folder: Path) -> None:
    _run("ruff", "check", "--isolated", "--ignore-noqa", *CHECKED, folder=folder)


class Direct:
    """A connection without anything between client and server."""

    def __init__(self, server: Any) -> None:
        self._server = server

    def unary(self, method: str) -> Callable[[bytes], bytes]:
        service, name = method[1:].rsplit("/", 1)
        assert service == self._server.service
        function: Callable[[bytes], bytes] = self._server.handlers()[name].function
        return function


@contextmanager
def _importing(folder: Path) -> Iterator[None]:
    sys.path.insert(0, str(folder))
    invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(folder))


@pytest.fixture(scope="module")
def modules(folder: Path) -> tuple[ModuleType, ModuleType, Any]:
    with _importing(folder):
        return (
            import_module("nasty"),
            import_module("nasty_plugin"),
            import_module("everything").Everything(),
        )


def test_calls_arrive(modules: tuple[ModuleType, ModuleType, Any]) -> None:
    _, package, impl = modules
    _check_calls(
        modules,
        package.PluginClient(Direct(package.PluginServer(impl))),
        package.GreeterPluginClient(Direct(package.GreeterPluginServer(impl))),
        package.LoggerClient(Direct(package.LoggerServer(impl))),
    )


def test_calls_arrive_over_netrpc(modules: tuple[ModuleType, ModuleType, Any]) -> None:
    nasty, package, impl = modules
    assert connect(package.LoggerNetRpcPlugin(impl)).launch() is nasty.Handler.Buffer
    plugins = package.PluginPlugin, package.GreeterPluginPlugin, package.LoggerPlugin
    _check_calls(modules, *(connect(each(impl)) for each in plugins))


def _check_calls(
    modules: tuple[ModuleType, ModuleType, Any], client: Any, other: Any, logger: Any
) -> None:
    nasty, _, _ = modules
    record = nasty.Connection(
        "d", 1, 2.0, b"t", True, nasty.Handler.Buffer, codec=[nasty.SIZE_1.LESS], key={0.5: 1}
    )
    record.connection = nasty.Connection("", 0, 0.0, b"", False, nasty.Handler.Plugin)
    record.value["x"] = record.connection
    assert client.handlers("c", b"x", record, 5) == "cb'x'd5"
    assert client.connection("s", "t") == "st"
    assert client.impl("ab", "c", size=4) == 7
    assert client.service(["e"], {"k": "v"}, 200) is nasty.SIZE_1.VALUE
    assert client.list(["a"], "b") == ["a", "b"]
    assert client.dict(int=5) == nasty.DecodeError()
    assert client.encode_person() == 1e300
    client.upper(b"u", ID=2, id=300)
    assert client.Handler() is None
    assert client.match("", "", "") is None
    assert other.serve(record, record) == record
    assert other.broker(nasty.NetRpcBroker.UINT32, 1) is nasty.NetRpcBroker.UINT32
    assert logger.launch() is nasty.Handler.Buffer
    struct = nasty.Struct(5, nasty.Map.STRING)
    assert logger.methods(struct, "m", "c") is nasty.Map.STRING


def test_docstrings_are_carried(modules: tuple[ModuleType, ModuleType, Any]) -> None:
    nasty, package, _ = modules
    assert package.PluginClient.__doc__ == nasty.Plugin.__doc__
    assert package.PluginClient.handlers.__doc__ == nasty.Plugin.handlers.__doc__
