"""Sessions with the real yamux, in both roles."""

from __future__ import annotations

import hashlib
import random
import socket
import subprocess
import threading
from functools import partial
from pathlib import Path

import pytest
from tests import go_toolchain
from tests.grpc.services import PATIENCE
from tests.grpc.threads import at_once
from tests.grpc.waiting import eventually
from tests.yamux.pairs import receive_exactly, send_on

from gen_plugin_runtime.errors import ConnectionLost
from gen_plugin_runtime.streams import SocketStream
from gen_plugin_runtime.yamux.limits import ACCEPT_BACKLOG, INITIAL_WINDOW
from gen_plugin_runtime.yamux.session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from gen_plugin_runtime.yamux.stream import YamuxStream

pytestmark = [pytest.mark.go, pytest.mark.timeout(1000)]

MIB = 1024 * 1024


class GoPeer:
    """A session whose other side is Go's.

    Args:
        role: Go's.
    """

    def __init__(self, program: Path, role: str, folder: Path) -> None:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(folder / "s"))
            listener.listen()
            self.process = subprocess.Popen(
                [str(program), role, str(folder / "s")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            listener.settimeout(PATIENCE)
            connected, _ = listener.accept()
        self.session = Session(SocketStream(connected), is_client=role == "server")

    def tell(self, line: str) -> str:
        """What Go answers to a line."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().rstrip("\n")

    def open(self, line: str) -> YamuxStream:
        """A stream whose end in Go does what the line says."""
        stream = self.session.open()
        stream.send(line.encode() + b"\n")
        return stream

    def accept(self) -> YamuxStream:
        stream = self.session.accept(PATIENCE)
        assert stream is not None
        return stream

    def close(self) -> str:
        """End it; what Go logged."""
        self.session.close()
        _, log = self.process.communicate(timeout=PATIENCE)
        return log


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Go program."""
    return go_toolchain.build(tmp_path_factory.mktemp("peer"), Path(__file__).parent / "peer")


@pytest.fixture(params=["server", "client"])
def peer(request: pytest.FixtureRequest, program: Path, tmp_path: Path) -> Iterator[GoPeer]:
    made = GoPeer(program, request.param, tmp_path)
    try:
        assert made.tell("accept") == "done"
        yield made
    finally:
        log = made.close()
    assert complaints(log) == []


def complaints(log: str) -> list[str]:
    """What Go finds wrong, but for writes that the end of the session met."""
    return [line for line in log.splitlines() if "ERR" in line and "Failed to write" not in line]


def echo(stream: YamuxStream, data: bytes) -> None:
    """Send and receive at once."""
    received = hashlib.sha256()

    def receive() -> None:
        while piece := stream.receive(100_000):
            received.update(piece)

    receiver = threading.Thread(target=receive)
    receiver.start()
    stream.send(data)
    stream.end_sending()
    receiver.join(PATIENCE)
    assert received.digest() == hashlib.sha256(data).digest()
    stream.close()


@pytest.mark.parametrize("size", [0, 1, 4096, INITIAL_WINDOW, INITIAL_WINDOW + 1, MIB, 5 * MIB + 3])
def test_echo(peer: GoPeer, size: int) -> None:
    echo(peer.open("echo"), random.Random(size).randbytes(size))


def test_echo_on_many_streams_at_once_that_either_side_opened(peer: GoPeer) -> None:
    streams = [peer.open("echo") for _ in range(10)]
    for _ in range(10):
        assert peer.tell("echo") == "done"
        stream = peer.accept()
        assert receive_exactly(stream, 5) == b"echo\n"
        stream.send(b"echo\n")
        streams.append(stream)
    sizes = [100, 70_000, INITIAL_WINDOW * 2, 3 * MIB]
    at_once(
        [
            partial(echo, stream, random.Random(at).randbytes(sizes[at % len(sizes)]))
            for at, stream in enumerate(streams)
        ]
    )
    assert eventually(lambda: peer.session.open_streams == 0)
    assert eventually(lambda: peer.tell("streams") == "0")


def test_go_answers_after_our_end(peer: GoPeer) -> None:
    data = random.Random(1).randbytes(2 * MIB)
    stream = peer.open("sum")
    stream.send(data)
    stream.end_sending()
    assert receive_exactly(stream, 64).decode() == hashlib.sha256(data).hexdigest()
    assert stream.receive(1) == b""


def test_we_answer_after_gos_end_until_it_resets_the_stream(peer: GoPeer) -> None:
    stream = peer.open("leave")
    assert stream.receive(1) == b""
    stream.send(b"Go does not read this")
    with pytest.raises(ConnectionLost, match="the peer reset the stream"):
        send_on(stream)
    assert stream.receive(1) == b""


@pytest.mark.parametrize(
    ("end", "told"),
    [("reset", b"connection reset"), ("close", b"<nil>"), ("end_sending", b"<nil>")],
)
def test_how_go_sees_our_ends(peer: GoPeer, end: str, told: bytes) -> None:
    stream = peer.open("report")
    assert receive_exactly(stream, 5) == b"begun"
    stream.send(bytes(100_000))
    getattr(stream, end)()
    report = peer.accept()
    assert receive_exactly(report, 100) == told
    report.close()


def test_pings_both_ways_while_the_streams_are_full(peer: GoPeer) -> None:
    stream = peer.open("ignore")
    assert stream.send_within(bytes(2 * INITIAL_WINDOW), 0.2) == INITIAL_WINDOW - len("ignore\n")
    assert 0 < peer.session.ping(PATIENCE) < PATIENCE
    assert peer.tell("ping") == "done"


def test_after_our_go_away_go_opens_no_more(peer: GoPeer) -> None:
    peer.session.go_away()
    peer.session.ping(PATIENCE)
    assert peer.tell("echo") == "remote end is not accepting connections"
    echo(peer.open("echo"), b"this side may")


def test_after_gos_go_away_we_open_no_more(peer: GoPeer) -> None:
    stream = peer.open("echo")
    peer.session.ping(PATIENCE)  # it is there
    assert peer.tell("go away") == "done"
    peer.session.ping(PATIENCE)
    with pytest.raises(ConnectionLost, match="gone away"):
        peer.session.open()
    echo(stream, b"what was there goes on")


def test_go_closes_the_session(peer: GoPeer) -> None:
    stream = peer.open("ignore")
    assert peer.tell("close") == "done"
    assert stream.receive(1) == b""
    with pytest.raises(ConnectionLost, match="the other side closed the connection"):
        peer.session.open()
    assert peer.tell("ping") == "session shutdown"


@pytest.mark.parametrize("role", ["server", "client"])
def test_300_streams_against_gos_backlog(program: Path, tmp_path: Path, role: str) -> None:
    """Go accepts nothing until it is told to; we stop at the backlog, and go on then."""
    peer = GoPeer(program, role, tmp_path)
    opened: list[YamuxStream] = []
    opener = threading.Thread(
        target=lambda: opened.extend(peer.session.open(PATIENCE) for _ in range(300))
    )
    opener.start()
    assert eventually(lambda: peer.tell("streams") == str(ACCEPT_BACKLOG))
    assert peer.session.open_streams == ACCEPT_BACKLOG
    peer.tell("accept")
    opener.join(PATIENCE)
    assert len(opened) == 300
    for stream in opened:
        stream.send(b"echo\n")
        echo(stream, b"%d" % stream.stream_id)
    assert eventually(lambda: peer.tell("streams") == "0")
    assert "backlog exceeded" not in peer.close()


@pytest.mark.parametrize("role", ["server", "client"])
def test_300_streams_of_go_against_our_backlog(program: Path, tmp_path: Path, role: str) -> None:
    peer = GoPeer(program, role, tmp_path)
    teller = threading.Thread(target=lambda: [peer.tell("echo") for _ in range(300)])
    teller.start()
    assert eventually(lambda: peer.session.open_streams == ACCEPT_BACKLOG)
    streams = [peer.accept() for _ in range(300)]
    teller.join(PATIENCE)
    for stream in streams:
        assert receive_exactly(stream, 5) == b"echo\n"
        stream.close()
    assert eventually(lambda: peer.tell("streams") == "0")
    assert complaints(peer.close()) == []
