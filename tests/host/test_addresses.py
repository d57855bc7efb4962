"""Connecting to a socket whose line is full: the plugin is there, and busy."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

import pytest

from gen_plugin_runtime import addresses
from gen_plugin_runtime.addresses import connect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

IN_LINE = 3


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[socket.socket]:
    """Listens, and has not accepted those who fill its line."""
    path = str(tmp_path / "plugin1")
    waiting = [socket.socket(socket.AF_UNIX) for _ in range(IN_LINE)]
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen(IN_LINE - 1)
        for one in waiting:
            one.connect(path)
        yield listening
        for one in waiting:
            one.close()


def test_who_comes_to_a_full_line_waits_for_a_place(
    busy: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: busy.accept()[0].close())
    connect("unix", busy.getsockname()).close()


def test_but_not_for_ever(busy: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "_CONNECT_TIMEOUT", 0.05)
    with pytest.raises(OSError, match="temporarily unavailable"):
        connect("unix", busy.getsockname())
