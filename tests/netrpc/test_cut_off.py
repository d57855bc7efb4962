"""Peers that go away after any of their bytes: that costs their connection, and leaves nothing."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

from tests.grpc.waiting import eventually
from tests.netrpc.greeter import GreeterPlugin, Hello
from tests.netrpc.pairs import PATIENCE
from tests.netrpc.test_connections import FRAMES, HANDSHAKE, Replay, host_session

from gen_plugin_runtime import ServeConfig
from gen_plugin_runtime.errors import CallError, ConnectionLost
from gen_plugin_runtime.testing import serve_in_process


class GoneError(Exception):
    """All has been said."""


class CutSocket(socket.socket):
    """Takes no more than its number of bytes.

    Attributes:
        left: The number.
    """

    left = 0

    def sendall(self, data: bytes) -> None:  # type: ignore[override]
        said = data[: self.left]
        self.left -= len(said)
        super().sendall(said)
        if not self.left:
            raise GoneError


def leave_after(count: int, connected: socket.socket, role: str) -> None:
    """Play a part of the recorded session until so many bytes have been said."""
    with CutSocket(fileno=connected.detach()) as cut:
        cut.left = count
        # What it waits for may not come any more.
        with suppress(GoneError, AssertionError, OSError):
            Replay(cut, role).run()


def said_by(role: str) -> int:
    """The bytes of a part."""
    frames = [frame for frame in FRAMES if frame["from"] == role]
    texts = [frame.get("header_hex", "") + frame.get("payload_hex", "") for frame in frames]
    return sum(map(len, texts)) // 2


def test_a_plugin_that_leaves() -> None:
    """The host's calls fail, or have been answered."""
    before = threading.active_count()
    greeted = 0
    for count in range(1, said_by("plugin") + 1):
        ours, theirs = socket.socketpair()
        leaving = threading.Thread(target=leave_after, args=(count, theirs, "plugin"), daemon=True)
        leaving.start()
        try:
            session = host_session(ours)
            try:
                assert session.dispense("greeter").greet() == "Hello!"
                greeted += 1
                session.ask_to_end(float("inf"))
            finally:
                session.close()
        except CallError as error:
            assert isinstance(error, ConnectionLost)  # noqa: PT017 - it may also succeed
        leaving.join(PATIENCE)
        assert not leaving.is_alive()
    assert 0 < greeted < said_by("plugin")
    assert eventually(lambda: threading.active_count() <= before)


def test_a_host_that_leaves() -> None:
    """The plugin serves the next one, until it is asked to end."""
    before = threading.active_count()
    plugin = GreeterPlugin(Hello())
    quit_at = said_by("host") - 3 * 12  # the goodbyes of three streams follow
    with serve_in_process(ServeConfig(HANDSHAKE, {"greeter": plugin})) as reattach:
        for count in range(1, quit_at):
            connected = socket.socket(socket.AF_UNIX)
            connected.connect(reattach.address)
            leave_after(count, connected, "host")
        connected = socket.socket(socket.AF_UNIX)
        connected.connect(reattach.address)
        session = host_session(connected)
        assert session.dispense("greeter").greet() == "Hello!"
        session.close()
    assert eventually(lambda: threading.active_count() <= before)
