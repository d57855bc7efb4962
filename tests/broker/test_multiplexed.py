"""Dialling and listening over one connection, with a peer that does as it likes."""

from __future__ import annotations

import socket
import threading

import pytest
from tests.broker.brokers import Brokers, Function, function_at
from tests.grpc.services import PATIENCE
from tests.grpc.waiting import eventually

from gen_plugin_runtime.broker import multiplexed, rendezvous
from gen_plugin_runtime.broker.conn_info import ConnInfo, Knock, decode_conn_info
from gen_plugin_runtime.broker.multiplexed import MultiplexedLinks
from gen_plugin_runtime.broker.post import Post
from gen_plugin_runtime.broker.rendezvous import MOST_KEPT
from gen_plugin_runtime.errors import ConnectionLost
from gen_plugin_runtime.streams import SocketStream
from gen_plugin_runtime.yamux.session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from gen_plugin_runtime.transport import TimedByteStream

ACK = Knock(knock=True, ack=True)


class Side:
    """A side's links and post, and the other side's end of the connection.

    Args:
        role: ``host`` or ``plugin``.
    """

    def __init__(self, role: str) -> None:
        ours, theirs = socket.socketpair()
        self.links = MultiplexedLinks(is_host=role == "host")
        self.post = Post()
        self.said: list[ConnInfo] = []
        self.post.outbox.attach(lambda message: self.said.append(decode_conn_info(message)))
        self.links.start(SocketStream(ours))
        self.peer = Session(SocketStream(theirs), is_client=role != "host")
        self._dialling: list[threading.Thread] = []
        self.outcomes: list[TimedByteStream | OSError] = []

    def dial(self, service_id: int) -> None:
        """Dial in a thread; see `outcomes`."""

        def run() -> None:
            try:
                self.outcomes.append(self.links.connect(service_id, self.post))
            except OSError as error:
                self.outcomes.append(error)

        thread = threading.Thread(target=run)
        self._dialling.append(thread)
        thread.start()

    def outcome(self) -> TimedByteStream | OSError:
        self._dialling.pop(0).join(PATIENCE)
        return self.outcomes.pop(0)

    def answer(self, service_id: int, knock: Knock = ACK) -> None:
        self.post.arrived.put(ConnInfo(service_id, knock=knock))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.peer.close()
        self.post.close()
        for thread in self._dialling:
            thread.join(PATIENCE)
        self.links.close()


@pytest.fixture(params=["host", "plugin"])
def side(request: pytest.FixtureRequest) -> Iterator[Side]:
    with Side(request.param) as made:
        yield made


def test_who_dials_knocks_waits_and_opens(side: Side) -> None:
    side.dial(7)
    assert eventually(lambda: side.said == [ConnInfo(7, knock=Knock(knock=True))])
    assert side.peer.accept(0.02) is None, "not before the answer"
    side.answer(7)
    accepted = side.peer.accept(PATIENCE)
    stream = side.outcome()
    assert accepted is not None
    assert not isinstance(stream, OSError)
    stream.send(b"hello")
    assert accepted.receive(9) == b"hello"


def test_one_dials_at_a_time(side: Side) -> None:
    side.dial(7)
    assert eventually(lambda: len(side.said) == 1)
    side.dial(8)
    side.answer(7)
    assert eventually(lambda: side.peer.open_streams == 1)
    assert len(side.said) == 1, "not before the stream was taken"
    assert side.peer.accept(PATIENCE) is not None
    assert eventually(lambda: [info.service_id for info in side.said] == [7, 8])
    side.answer(8)
    assert side.peer.accept(PATIENCE) is not None
    for _ in range(2):
        assert not isinstance(side.outcome(), OSError)


def test_who_waits_in_line_does_not_wait_for_ever(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(multiplexed, "LONGEST_LINE", 0.01)
    side.dial(7)
    assert eventually(lambda: len(side.said) == 1)
    with pytest.raises(ConnectionLost, match="others who dial are not answered"):
        side.links.connect(8, side.post)


@pytest.mark.parametrize(
    ("knock", "text"),
    [
        (Knock(knock=True, ack=True, error="no such thing"), "other side says: no such thing"),
        (Knock(), "answered a knock with something else"),
        (None, "answered a knock with something else"),
    ],
)
def test_other_answers(side: Side, knock: Knock | None, text: str) -> None:
    side.dial(7)
    assert eventually(lambda: bool(side.said))
    side.post.arrived.put(ConnInfo(7, knock=knock))
    outcome = side.outcome()
    assert isinstance(outcome, ConnectionLost)
    assert text in str(outcome)


def test_no_answer(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendezvous, "PATIENCE", 0.05)
    with pytest.raises(ConnectionLost, match=r"did not answer a knock within 0.05 s"):
        side.links.connect(7, side.post)


def test_a_late_answer_is_not_taken_for_that_to_a_later_knock(side: Side) -> None:
    side.answer(7, Knock(knock=True, ack=True, error="late"))
    side.dial(7)
    assert eventually(lambda: bool(side.said))
    side.answer(7)
    assert side.peer.accept(PATIENCE) is not None
    assert not isinstance(side.outcome(), OSError)


def test_a_stream_that_nobody_takes_is_given_up(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Quirk: a listener of go-plugin's that has gone; 75 seconds later the session would end."""
    side.dial(7)
    assert eventually(lambda: bool(side.said))
    monkeypatch.setattr(rendezvous, "PATIENCE", 0.05)
    side.answer(7)
    outcome = side.outcome()
    assert isinstance(outcome, OSError)
    assert "did not accept a yamux stream within 0.05 seconds" in str(outcome)
    assert eventually(lambda: side.peer.open_streams == 0)


def test_a_stream_that_is_refused(side: Side) -> None:
    side.dial(7)
    assert eventually(lambda: bool(side.said))
    side.peer.go_away()  # from now on it resets what is opened
    side.answer(7)
    outcome = side.outcome()
    assert isinstance(outcome, ConnectionLost)
    assert "accepts no new yamux stream" in str(outcome) or "refused" in str(outcome)


def test_the_end_of_the_session_ends_the_wait(side: Side) -> None:
    side.dial(7)
    assert eventually(lambda: bool(side.said))
    side.answer(7)
    assert eventually(lambda: side.peer.open_streams == 1)
    side.peer.close()
    assert isinstance(side.outcome(), ConnectionLost)


def test_who_listens_is_asked_and_answers(side: Side) -> None:
    door = side.links.listen(7, side.post)
    assert side.said == [], "who dials asks"
    side.links.answer(7, side.post)
    side.links.answer(8, side.post)
    assert side.said == [
        ConnInfo(7, knock=ACK),
        ConnInfo(8, knock=Knock(knock=True, ack=True, error="nobody listens under the number 8")),
    ]
    door.close()


def test_who_waits_at_a_door_is_woken_by_its_end(side: Side) -> None:
    door = side.links.listen(7, side.post)
    found: list[object] = []
    waiting = threading.Thread(target=lambda: found.append(door.accept(PATIENCE)))
    waiting.start()
    side.links.close()
    waiting.join(PATIENCE)
    assert found == [None]


def test_before_there_is_a_connection_nothing_can_be_dialled() -> None:
    links, post = MultiplexedLinks(is_host=False), Post()
    post.outbox.attach(lambda _: post.arrived.put(ConnInfo(7, knock=ACK)))
    with pytest.raises(ConnectionLost, match="no connection yet"):
        links.connect(7, post)
    links.close()


def test_a_flood_of_knocks_is_answered_and_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plugin answers each, the host drops what it did not ask for; then all goes on."""
    monkeypatch.setattr(Brokers, "multiplex", True)
    with Brokers() as brokers:
        service_id = brokers.plugin.next_id()
        brokers.plugin.accept_and_serve(service_id, Function(bytes))
        brokers.host._ensure_stream()
        for unknown in range(2 * MOST_KEPT):
            brokers.host.post.send(ConnInfo(100 + unknown, knock=Knock(knock=True)))
        assert function_at(brokers.host.dial(service_id))(b"x") == b"x"
        assert len(brokers.host.post.arrived._offers) <= MOST_KEPT
        assert len(brokers.plugin.post.arrived._offers) == 0
