"""Exceptions between processes: what each side tells of itself, and a plugin that is older."""

from __future__ import annotations

import asyncio
import sys
from contextlib import contextmanager
from typing import Any

import pytest
from tests.codec.generated import generate, write

from gen_plugin_runtime import NotImplementedByPlugin, RemoteTraceback

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

INTERFACE = """
from typing import Protocol


class Listener(Protocol):
    def told(self, text: str) -> str: ...


class Stall(Protocol):
    def tell(self, listener: Listener) -> str: ...

    def open(self) -> Listener: ...

    def later(self) -> str: ...
"""
NEWER = """
    def newer(self) -> str: ...

    async def newest(self) -> str: ...
"""

PROGRAM = """
import sys

from stall_plugin import serve


class Opened:
    def told(self, text):
        raise KeyError("in the plugin")


class MyStall:
    def tell(self, listener):
        try:
            return listener.told("x")
        except KeyError as error:
            return str(error.__cause__)

    def open(self):
        return Opened()

    def later(self):
        raise NotImplementedError("not today")


serve(MyStall(), send_tracebacks=sys.argv[1] == "True")
"""


class Listener:
    def told(self, text: str) -> str:
        raise KeyError("in the host")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The host's, with the newer interface, and the plugin's."""
    host, plugin = tmp_path_factory.mktemp("host"), tmp_path_factory.mktemp("plugin")
    (host / "stall.py").write_text(INTERFACE + NEWER)
    (plugin / "stall.py").write_text(INTERFACE)
    (plugin / "main.py").write_text(PROGRAM)
    for folder in (host, plugin):
        write(generate(folder / "stall.py"), folder / "stall_plugin")
    return host, plugin


@contextmanager
def _launched(folders: tuple[Path, Path], *, host: bool, plugin: bool) -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folders[0]))
        package = __import__("stall_plugin")
    command = [sys.executable, str(folders[1] / "main.py"), str(plugin)]
    with package.launch(command, send_tracebacks=host) as stall:
        yield stall


@pytest.mark.parametrize(("host", "plugin"), [(False, True), (True, False)])
def test_each_side_decides_whether_it_shows_where(
    folders: tuple[Path, Path], *, host: bool, plugin: bool
) -> None:
    with _launched(folders, host=host, plugin=plugin) as stall:
        with pytest.raises(KeyError, match="in the plugin") as caught:
            stall.open().told("x")
        seen = stall.tell(Listener())
    assert isinstance(caught.value.__cause__, RemoteTraceback)
    assert ('raise KeyError("in the plugin")' in caught.value.__cause__.text) == plugin
    assert "raised on the other side" in seen
    assert ('raise KeyError("in the host")' in seen) == host


def test_a_plugin_that_is_older_than_its_host(folders: tuple[Path, Path]) -> None:
    with _launched(folders, host=False, plugin=False) as stall:
        with pytest.raises(NotImplementedByPlugin) as caught:
            stall.newer()
        with pytest.raises(NotImplementedByPlugin):
            asyncio.run(stall.newest())
        with pytest.raises(NotImplementedError, match=r"^not today$") as raised:
            stall.later()
    assert type(raised.value) is NotImplementedError
    error = caught.value
    assert (error.method, error.protocol_version, error.status) == ("/stall.v1.Stall/Newer", 1, 12)
    assert str(error) == (
        "the plugin does not implement /stall.v1.Stall/Newer in protocol version 1; mostly it was "
        "built from an older version of the interface than this side: build both from the same "
        "one, or catch NotImplementedByPlugin and do without (unknown method /stall.v1.Stall/Newer)"
    )
