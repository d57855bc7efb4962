"""Objects that go between processes, and processes that go away."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
from functools import partial
from typing import Any

import pytest
from tests.codec.generated import generate, write
from tests.grpc.threads import at_once
from tests.host.support import PATIENCE, eventually, is_alive, open_descriptors
from tests.objects.desk import INTERFACE, PROGRAM

from gen_plugin_runtime import CallError, ConnectionLost, PluginCrashed, PluginError, release

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOST = """
import sys, time
from desk_plugin import launch

class Waiting:
    def told(self, text):
        print(pid, flush=True)
        time.sleep(600)

with launch([sys.executable, sys.argv[1]], grpc_broker_multiplex=bool(sys.argv[2])) as desk:
    pid = desk.pid()
    desk.tell(Waiting(), "x")
"""


class Listener:
    """Tells who it is."""

    def told(self, text: str) -> str:
        return f"host: {text}"


class LongWinded:
    """Says more than was asked for."""

    def __init__(self, length: int) -> None:
        self._length = length

    def told(self, text: str) -> str:
        return text * self._length


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the interface, the program that serves it and the generated package are."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "desk.py").write_text(INTERFACE)
    (folder / "serve_desk.py").write_text(PROGRAM)
    write(generate(folder / "desk.py"), folder / "desk_plugin")
    return folder


@pytest.fixture
def sockets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where sockets are made; none may be left."""
    directory = tmp_path / "sockets"
    directory.mkdir()
    monkeypatch.setenv("TMPDIR", str(directory))
    monkeypatch.setattr("tempfile.tempdir", None)
    yield directory
    assert eventually(lambda: not list(directory.iterdir()))


@pytest.fixture(params=["plain", "multiplexed"])
def multiplexed(request: pytest.FixtureRequest) -> bool:
    """Whether all objects share the one connection."""
    return bool(request.param == "multiplexed")


@pytest.fixture(params=[False, True], ids=["plaintext", "AutoMTLS"])
def launched(
    request: pytest.FixtureRequest,
    folder: Path,
    sockets: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    multiplexed: bool,
) -> Iterator[Any]:
    """The desk, in a process of its own."""
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setenv("DESK_FAILURE", str(tmp_path / "failure"))
    package = __import__("desk_plugin")
    command = [sys.executable, str(folder / "serve_desk.py")]
    with package.launch(
        command, auto_mtls=request.param, grpc_broker_multiplex=multiplexed
    ) as desk:
        yield desk


def test_objects_go_both_ways(launched: Any) -> None:
    assert launched.tell(Listener(), "x") == "heard host: x"
    assert launched.open().told("y") == "opened: y"


def test_messages_of_objects_are_limited_as_the_others_are(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, multiplexed: bool
) -> None:
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setenv("DESK_FAILURE", str(tmp_path / "failure"))
    monkeypatch.setenv("DESK_MAX_RECEIVE", "1000")
    command = [sys.executable, str(folder / "serve_desk.py")]
    launch = __import__("desk_plugin").launch
    with launch(command, max_receive=500, grpc_broker_multiplex=multiplexed) as desk:
        with pytest.raises(PluginError, match="at most 1000"):
            desk.tell(LongWinded(1001), "x")  # the plugin takes no more from the host's object
        told = desk.open()
        with pytest.raises(CallError, match="at most 1000"):
            told.told("x" * 1001)  # nor for its own
        with pytest.raises(CallError, match="at most 500"):
            told.told("x" * 800)  # the host from the plugin's


def test_calls_go_back_and_forth(launched: Any) -> None:
    def back(levels: int) -> int:
        return int(launched.descend(back, levels)) + 1 if levels else 0

    assert launched.descend(back, 10) == 19


def test_many_go_at_once(launched: Any) -> None:
    def both(index: int) -> str:
        listener = launched.open()
        return str(launched.tell(Listener(), listener.told(str(index))))

    assert at_once([partial(both, index) for index in range(16)]) == [
        f"heard host: opened: {index}" for index in range(16)
    ]


def test_what_is_let_go_of_is_gone_on_both_sides(launched: Any, sockets: Path) -> None:
    def pass_some() -> None:
        for _ in range(30):
            release(launched.open())
            launched.open()
            launched.keep(Listener())
        launched.drop()
        gc.collect()

    def own() -> tuple[int, int]:
        return len(open_descriptors()), threading.active_count()

    pass_some()  # what is started once is there from now on
    assert eventually(lambda: len(list(sockets.iterdir())) == 1)
    before, before_here = launched.held(), own()
    pass_some()
    assert eventually(lambda: launched.held() <= before and own() <= before_here)
    assert len(list(sockets.iterdir())) == 1, "the plugin's own alone"


def test_a_plugin_that_dies_while_its_object_is_called(launched: Any) -> None:
    listener = launched.stop_while_called()
    with pytest.raises((ConnectionLost, PluginCrashed)):
        listener.told("x")
    with pytest.raises(CallError):
        launched.tell(Listener(), "y")


def test_a_host_that_dies_while_the_plugin_calls_back(
    folder: Path, sockets: Path, tmp_path: Path, multiplexed: bool
) -> None:
    failure = tmp_path / "failure"
    host = subprocess.Popen(
        [sys.executable, "-c", HOST, str(folder / "serve_desk.py"), "yes" if multiplexed else ""],
        env={**os.environ, "PYTHONPATH": str(folder), "DESK_FAILURE": str(failure)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with host:
        assert host.stdout is not None
        plugin = int(host.stdout.readline())
        host.kill()
        assert host.wait(PATIENCE) < 0
        assert eventually(lambda: not is_alive(plugin))
    assert failure.read_text() == "ConnectionLost"
