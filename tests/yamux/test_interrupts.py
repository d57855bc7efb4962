"""Ctrl-C at any moment of what goes over a session: nothing hangs, on this stream or on others."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

import pytest
from tests.grpc.interrupted_calls import ACTS, MOST, Company, awaited, interrupt_at_every_moment
from tests.grpc.interrupts import SESSION, interrupted_at
from tests.grpc.pairs import Pair, PlainStream
from tests.grpc.services import PATIENCE
from tests.grpc.waiting import eventually
from tests.yamux import pairs

from gen_plugin_runtime.errors import ConnectionLost
from gen_plugin_runtime.grpc.channel import Channel
from gen_plugin_runtime.streams import SocketStream
from gen_plugin_runtime.threads import keeper
from gen_plugin_runtime.yamux.limits import INITIAL_WINDOW
from gen_plugin_runtime.yamux.session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.transport import ByteStream
    from gen_plugin_runtime.yamux.stream import YamuxStream


class MultiplexedPair(Pair):
    """A channel and a server over a stream of a session; `beside` is a channel over another."""

    def connect(self, stream: type[SocketStream | PlainStream]) -> tuple[ByteStream, ByteStream]:
        ours, theirs = socket.socketpair()
        self.client = Session(stream(ours), is_client=True)
        self.host = Session(stream(theirs), is_client=False)
        self.beside, beside = Channel(self.client.open()), self.host.accept(PATIENCE)
        main = self.client.open(), self.host.accept(PATIENCE)
        assert main[1] is not None
        self.served_beside = threading.Thread(target=self.server.serve_connection, args=(beside,))
        self.served_beside.start()
        return main[0], main[1]

    def __exit__(self, *error: object) -> None:
        super().__exit__(*error)
        self.beside.close()
        self.client.close()
        self.host.close()
        self.served_beside.join(PATIENCE)
        assert not self.served_beside.is_alive()


class Neighbours(Company):
    """And a thread that waits for its reply on another stream of the session.

    Args:
        pair: As for `Company`.
    """

    def __init__(self, pair: MultiplexedPair) -> None:
        self._pair = pair
        self._told: bytes | None = None
        self._neighbour = threading.Thread(target=self._wait_beside)
        self._neighbour.start()
        assert pair.echo.entered.acquire(timeout=PATIENCE)
        super().__init__(pair)

    def _wait_beside(self) -> None:
        with suppress(ConnectionLost):
            self._told = bytes(self._pair.beside.unary("/test.Echo/Block")(b"beside"))

    def check(self, place: str) -> bool:
        alive = super().check(place)
        self._neighbour.join(PATIENCE)
        assert not self._neighbour.is_alive(), f"a call on another stream hangs: {place}"
        ended = self._pair.client.ended
        if ended is None:
            assert self._told == b"beside", place
            left = 1 + alive  # a channel whose connection has ended has closed its stream
            opened = self._pair.client
            assert eventually(lambda: opened.open_streams == left), f"a stream is left: {place}"
        else:
            assert "interrupted" in ended, place
            assert not alive, place
        return alive


@pytest.fixture(autouse=True)
def _patient_keeper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves the lead to callers, slow as they are under a profile."""
    monkeypatch.setattr(keeper, "GRACE", 0.02)


@pytest.mark.timeout(600)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # in a `__del__`
@pytest.mark.parametrize("act", ACTS)
def test_an_interrupt_at_any_moment_of_a_call(
    act: Callable[[Channel], Callable[[], object]],
) -> None:
    survived, places = interrupt_at_every_moment(
        act, lambda: Neighbours(MultiplexedPair()), SESSION
    )
    assert survived, "not all of them are a reason to lose a connection"
    assert "YamuxStream.send_now" in places
    assert act is not awaited or {"YamuxStream.readable", "FrameReader.lone"} <= places


class Act:
    """What is done to a session itself; `close` may repeat its end."""

    def __init__(self, pair: pairs.Pair) -> None:
        self.session = pair.client
        self.stream: YamuxStream | None = None
        self._peer = threading.Thread(target=self._answer, args=(pair.server,))
        self._peer.start()

    def run(self) -> None:
        raise NotImplementedError

    def answer(self, session: Session) -> None:
        """What the other side does for it."""

    def _answer(self, session: Session) -> None:
        with suppress(ConnectionLost):
            self.answer(session)

    def close(self) -> None:
        if self.stream is not None:
            self.stream.close()
        with suppress(ConnectionLost):
            spare = self.session.open()  # for a peer that still waits for one
            spare.end_sending()
            self._peer.join(PATIENCE)
            spare.reset()
        self._peer.join(PATIENCE)
        assert not self._peer.is_alive()


class Opens(Act):
    """As who dials does."""

    def run(self) -> None:
        self.stream = self.session.open(PATIENCE)
        self.session.wait_accepted(self.stream, PATIENCE)
        self.stream.close()

    def answer(self, session: Session) -> None:
        accepted = session.accept(PATIENCE)
        assert accepted is not None
        accepted.close()


class Pings(Act):
    def run(self) -> None:
        self.session.ping(PATIENCE)


class Exchanges(Act):
    """More than a window: the sender has to wait."""

    def run(self) -> None:
        self.stream = self.session.open(PATIENCE)
        self.stream.send(bytes(INITIAL_WINDOW + 1))
        self.stream.receive(1)
        self.stream.close()

    def answer(self, session: Session) -> None:
        accepted = session.accept(PATIENCE)
        assert accepted is not None
        pairs.receive_exactly(accepted, INITIAL_WINDOW + 1)
        accepted.send(b"x")
        accepted.close()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", [Opens, Pings, Exchanges])
def test_an_interrupt_at_any_moment_of_what_a_session_does(kind: type[Act]) -> None:
    survived = 0
    for moment in range(MOST):
        with pairs.Pair() as pair:
            ours, theirs = pair.stream()
            act = kind(pair)
            place = interrupted_at(moment, act.run, SESSION)
            act.close()
            ended = pair.client.ended
            if ended is None:
                survived += 1
                _check_session(pair, ours, theirs, place)
            else:
                assert "interrupted" in ended, place
        if place is None:
            break
    assert survived > 1
    assert moment > 20


def _check_session(
    pair: pairs.Pair, ours: YamuxStream, theirs: YamuxStream, place: str | None
) -> None:
    """See that a session goes on, for those of its streams that were not interrupted."""
    ours.send(b"question")
    assert pairs.receive_exactly(theirs, 8) == b"question", place
    theirs.send(b"answer")
    assert pairs.receive_exactly(ours, 6) == b"answer", place
    assert pair.client.ping(PATIENCE), place
    assert eventually(lambda: pair.client.open_streams == 1), f"a stream is left: {place}"
    assert pair.client._answered == {}, place
    assert pair.client._settling == set(), place
