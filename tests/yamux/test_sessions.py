"""Sessions and their streams, over sockets."""

from __future__ import annotations

import hashlib
import random
import threading
from functools import partial

import pytest
from tests.grpc.services import PATIENCE
from tests.grpc.threads import at_once
from tests.grpc.waiting import eventually
from tests.yamux.pairs import Pair, Raw, receive_exactly, send_on
from tests.yamux.wire import Frame, decode

from gen_plugin_runtime.errors import CallTimeout, ConfigError, ConnectionLost
from gen_plugin_runtime.yamux.limits import ACCEPT_BACKLOG, INITIAL_WINDOW
from gen_plugin_runtime.yamux.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.yamux.stream import YamuxStream

MIB = 1024 * 1024


def test_bytes_go_both_ways(pair: Pair) -> None:
    ours, theirs = pair.stream()
    ours.send(b"hello")
    assert receive_exactly(theirs, 5) == b"hello"
    buffer = bytearray(3)
    theirs.send(memoryview(b"world"))
    while not ours.readable(PATIENCE):
        pass
    assert ours.receive_into(memoryview(buffer)) == 3
    assert bytes(buffer) + ours.receive(10) == b"world"


def test_both_sides_open(pair: Pair) -> None:
    assert [pair.client.open().stream_id for _ in range(3)] == [1, 3, 5]
    assert [pair.server.open().stream_id for _ in range(3)] == [2, 4, 6]
    accepted = [pair.server.accept(PATIENCE), pair.client.accept(PATIENCE)]
    assert [stream and stream.stream_id for stream in accepted] == [1, 2]
    assert eventually(lambda: pair.client.open_streams == 6)


def test_accept_waits_no_longer_than_it_should(pair: Pair) -> None:
    assert pair.client.accept(0) is None
    assert pair.client.accept(0.01) is None


def test_large_data_both_ways_over_many_streams(pair: Pair) -> None:
    sizes = [0, 1, 12, INITIAL_WINDOW, INITIAL_WINDOW + 1, 3 * MIB, 700_001, 65_536]

    def send_and_compare(stream: YamuxStream, data: bytes) -> None:
        received = hashlib.sha256()

        def receive() -> None:
            while piece := stream.receive(50_000):
                received.update(piece)

        receiver = threading.Thread(target=receive)
        receiver.start()
        stream.send(data)
        stream.end_sending()
        receiver.join(PATIENCE)
        assert received.digest() == hashlib.sha256(data).digest()
        stream.close()

    at_once(
        [
            partial(send_and_compare, stream, random.Random(number).randbytes(size))
            for number, size in enumerate(sizes)
            for stream in pair.stream()
        ]
    )
    assert eventually(lambda: pair.client.open_streams == pair.server.open_streams == 0)
    assert pair.client._streams == pair.server._streams == {}


def test_an_end_comes_after_the_data_and_leaves_the_other_direction(pair: Pair) -> None:
    ours, theirs = pair.stream()
    ours.send(b"last words")
    ours.end_sending()
    assert receive_exactly(theirs, 100) == b"last words"
    assert theirs.receive(1) == b""
    theirs.send(b"answer")
    assert receive_exactly(ours, 6) == b"answer"
    with pytest.raises(ConnectionLost, match="closed by this side"):
        ours.send(b"more")
    theirs.close()
    assert ours.receive(1) == b""
    assert eventually(lambda: pair.client.open_streams == pair.server.open_streams == 0)


def test_a_reset_breaks_both_directions(pair: Pair) -> None:
    ours, theirs = pair.stream()
    ours.reset()
    with pytest.raises(ConnectionLost, match="reset"):
        theirs.receive(1)
    with pytest.raises(ConnectionLost, match="reset"):
        theirs.send(b"x")
    assert ours.receive(1) == b""
    with pytest.raises(ConnectionLost):
        ours.send(b"x")
    assert eventually(lambda: pair.client.open_streams == pair.server.open_streams == 0)


@pytest.mark.parametrize("end", ["close", "reset"])
def test_an_end_wakes_those_who_wait_on_the_stream(pair: Pair, end: str) -> None:
    ours, _ = pair.stream()
    begun = threading.Barrier(3)

    def receive() -> bytes:
        begun.wait(PATIENCE)
        return ours.receive(1)

    def send() -> str:
        begun.wait(PATIENCE)
        try:
            ours.send(bytes(2 * INITIAL_WINDOW))
        except ConnectionLost as error:
            return str(error)
        return "sent"

    def finish() -> str:
        begun.wait(PATIENCE)
        assert eventually(lambda: not ours.send_now(b"x"))
        getattr(ours, end)()
        return end

    assert at_once([receive, send, finish]) == [b"", "yamux stream 1 was closed by this side", end]


def test_who_sends_to_a_closed_stream_can_finish_and_finds_the_end(pair: Pair) -> None:
    ours, theirs = pair.stream()
    assert theirs.send_within(bytes(MIB), 0.02) == INITIAL_WINDOW
    ours.close()
    theirs.send(bytes(MIB))
    assert theirs.receive(1) == b""
    theirs.close()
    assert eventually(lambda: pair.client.open_streams == pair.server.open_streams == 0)


def test_the_end_of_a_session_wakes_everybody(pair: Pair) -> None:
    ours, theirs = pair.stream()
    begun = threading.Barrier(6)

    def outcome(call: Callable[[], object]) -> Callable[[], object]:
        def run() -> object:
            begun.wait(PATIENCE)
            try:
                return call()
            except ConnectionLost as error:
                return str(error)

        return run

    found = at_once(
        [
            outcome(lambda: ours.receive(1)),
            outcome(lambda: theirs.receive(1)),
            outcome(lambda: theirs.send(bytes(2 * INITIAL_WINDOW))),
            outcome(pair.client.accept),
            outcome(pair.server.accept),
            outcome(pair.client.close),
        ]
    )
    assert found[:2] == [b"", b""]
    assert all("ended" in str(each) or "closed" in str(each) for each in found[2:5]), found
    assert pair.client.ended == "this side closed the session"
    assert pair.server.ended == "the other side closed the connection"
    with pytest.raises(ConnectionLost, match="has ended: this side closed"):
        pair.client.open()


def test_what_came_before_the_end_of_the_session_can_be_read(pair: Pair) -> None:
    ours, theirs = pair.stream()
    ours.send(b"last words")
    pair.client.close()
    assert eventually(lambda: pair.server.ended is not None)
    assert receive_exactly(theirs, 100) == b"last words"


def test_send_within_gives_up_in_time_and_goes_on_later(pair: Pair) -> None:
    ours, theirs = pair.stream()
    data = random.Random(1).randbytes(2 * INITIAL_WINDOW)
    sent = ours.send_within(data, 0.05)
    assert sent == INITIAL_WINDOW
    assert ours.send_now(data[sent:]) == 0
    received = receive_exactly(theirs, sent)
    while sent < len(data):
        sent += ours.send_within(data[sent:], 0.01)
        received += receive_exactly(theirs, sent - len(received))
    assert received == data


def test_readable_tells_data_and_ends(pair: Pair) -> None:
    ours, theirs = pair.stream()
    assert not ours.readable(0)
    assert not ours.readable(0.01)
    theirs.send(b"x")
    assert ours.readable(PATIENCE)
    assert ours.receive(5) == b"x"
    theirs.close()
    assert ours.readable(PATIENCE)
    assert ours.receive(5) == b""


def test_what_was_sent_is_not_changed_by_its_owner(pair: Pair) -> None:
    ours, theirs = pair.stream()
    data = bytearray(b"a" * 100_000)
    ours.send_now(data)
    data[:] = b"b" * len(data)
    assert receive_exactly(theirs, len(data)) == b"a" * len(data)


def test_pings_are_answered_while_nobody_reads(pair: Pair) -> None:
    ours, _ = pair.stream()
    while ours.send_within(bytes(INITIAL_WINDOW), 0.05):
        pass
    assert 0 < pair.client.ping() < PATIENCE
    assert 0 < pair.server.ping(PATIENCE) < PATIENCE


def test_pings_are_answered_after_those_who_read_have_left(pair: Pair) -> None:
    """A receiver reads the connection itself, and then is busy with what it got."""
    ours, theirs = pair.stream()
    for _ in range(20):
        theirs.send(b"work")
        assert receive_exactly(ours, 4) == b"work"
        assert 0 < pair.server.ping(PATIENCE) < PATIENCE


def test_a_reader_gives_up_in_time_while_others_get_their_bytes(pair: Pair) -> None:
    """Who reads for the others does so no longer than it waits for itself."""
    (ours, _), (others, theirs) = pair.stream(), pair.stream()
    leave = threading.Event()

    def send_and_count() -> int:
        count = 0
        while not leave.is_set():
            theirs.send(b"x" * 100)
            count += len(receive_exactly(others, 100))
        return count

    def wait_in_vain() -> list[bool]:
        found = [ours.readable(0.002) for _ in range(50)]
        leave.set()
        return found

    received, found = at_once([send_and_count, wait_in_vain])
    assert received
    assert found == [False] * 50


def test_a_stream_that_nobody_reads_does_not_stop_the_others(pair: Pair) -> None:
    stuck, _ = pair.stream()
    assert stuck.send_within(bytes(2 * INITIAL_WINDOW), 0.05) == INITIAL_WINDOW
    ours, theirs = pair.stream()
    for number in range(50):
        ours.send(b"%d" % number)
        assert receive_exactly(theirs, len(b"%d" % number)) == b"%d" % number


def test_after_go_away_the_other_side_cannot_open(pair: Pair) -> None:
    ours, theirs = pair.stream()
    pair.client.go_away()
    assert pair.client.ping(PATIENCE)  # so the go away has arrived
    with pytest.raises(ConnectionLost, match="gone away"):
        pair.server.open()
    ours.send(b"still")
    assert receive_exactly(theirs, 5) == b"still"
    assert pair.client.open().stream_id == 3


def test_the_opener_waits_while_the_other_side_has_too_many_to_accept() -> None:
    with Pair(client=Settings(accept_backlog=2)) as pair:
        opened = [pair.client.open(), pair.client.open()]
        with pytest.raises(CallTimeout, match="2 yamux streams to accept"):
            pair.client.open(0.01)
        waiting = threading.Thread(target=lambda: opened.append(pair.client.open(PATIENCE)))
        waiting.start()
        assert pair.server.accept(PATIENCE) is not None
        waiting.join(PATIENCE)
        assert [stream.stream_id for stream in opened] == [1, 3, 5]


def test_the_opener_does_not_wait_for_a_side_that_goes_away() -> None:
    with Pair(client=Settings(accept_backlog=1)) as pair:
        pair.client.open()
        leaver = threading.Timer(0.02, pair.server.go_away)
        leaver.start()
        with pytest.raises(ConnectionLost, match="gone away"):
            pair.client.open(PATIENCE)
        leaver.join()


def test_300_streams_against_the_backlog(pair: Pair) -> None:
    opened: list[YamuxStream] = []

    def open_them() -> None:
        opened.extend(pair.client.open(PATIENCE) for _ in range(300))

    opener = threading.Thread(target=open_them)
    opener.start()
    assert eventually(lambda: pair.server.open_streams == ACCEPT_BACKLOG)
    accepted = [pair.server.accept(PATIENCE) for _ in range(300)]
    opener.join(PATIENCE)
    assert [stream.stream_id for stream in opened] == list(range(1, 600, 2))
    assert [stream and stream.stream_id for stream in accepted] == list(range(1, 600, 2))


def test_streams_beyond_the_backlog_are_reset() -> None:
    with Pair(server=Settings(accept_backlog=1)) as pair:
        kept, refused = pair.client.open(), pair.client.open()
        with pytest.raises(ConnectionLost, match="reset"):
            refused.receive(1)
        accepted = pair.server.accept(PATIENCE)
        assert accepted is not None
        accepted.send(b"x")
        assert kept.receive(1) == b"x"


def test_keepalive_pings_and_ends_a_session_that_nobody_answers() -> None:
    settings = Settings(keepalive=0.02, write_timeout=2.0)
    with Raw(settings=settings) as raw:
        for value in range(3):
            [ping] = decode(raw.peer.recv(12))
            assert ping == Frame("ping", "SYN", 0, value)
            raw.peer.sendall(Frame("ping", "ACK", 0, value).encoded())
        assert raw.session.ended is None
        raw.peer.recv(12)
        with pytest.raises(ConnectionLost, match=r"ping was not answered within 2 seconds"):
            raw.session.accept(PATIENCE)


def test_a_stream_that_is_never_accepted_ends_the_session() -> None:
    settings = Settings(keepalive=None, open_timeout=0.05)
    with Raw(is_client=True, settings=settings) as raw:
        stream = raw.session.open()
        with pytest.raises(ConnectionLost, match="did not accept stream 1 within"):
            stream.receive(1)


def test_a_stream_that_the_peer_never_ends_is_reset() -> None:
    settings = Settings(keepalive=None, close_timeout=0.05)
    with Pair(client=settings) as pair:
        ours, theirs = pair.stream()
        ours.close()
        assert receive_exactly(theirs, 1) == b""
        assert eventually(lambda: not pair.client.open_streams)
        with pytest.raises(ConnectionLost, match="reset"):
            send_on(theirs)


def test_a_peer_that_reads_nothing_ends_the_session_after_the_write_timeout() -> None:
    settings = Settings(keepalive=None, write_timeout=0.1)
    with Raw(is_client=True, settings=settings) as raw:
        with pytest.raises(ConnectionLost, match="read nothing"):
            send_on(*[raw.session.open() for _ in range(20)], data=bytes(INITIAL_WINDOW))
        assert eventually(lambda: raw.session.ended is not None)
        assert "read nothing for 0.1 seconds" in str(raw.session.ended)


def test_a_peer_that_breaks_yamux_is_told_so() -> None:
    with Raw() as raw:
        syn = Frame("window_update", "SYN", 1, 0).encoded()
        raw.peer.sendall(syn + syn)
        with pytest.raises(ConnectionLost, match="yamux: stream 1 was opened twice"):
            raw.session.accept(PATIENCE), raw.session.accept(PATIENCE)
        received = b""
        while data := raw.peer.recv(100):
            received += data
        assert decode(received)[-1] == Frame("go_away", "", 0, 1)


def test_the_last_words_of_a_peer_that_has_left_are_heard() -> None:
    with Raw() as raw:
        frames = [
            Frame("window_update", "SYN", 1, 0),
            Frame("data", "", 1, 2 * 65_536 - 24, bytes(2 * 65_536 - 24)),
        ]
        raw.peer.sendall(b"".join(frame.encoded() for frame in frames))
        stream = raw.session.accept(PATIENCE)
        assert stream is not None
        raw.peer.close()
        with pytest.raises(ConnectionLost):
            send_on(stream)
        assert len(receive_exactly(stream, 2 * 65_536 - 24)) == 2 * 65_536 - 24


@pytest.mark.parametrize(
    "wrong",
    [{"window": 1000}, {"keepalive": 0}, {"accept_backlog": 0}, {"write_timeout": -1}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ConfigError):
        Settings(**wrong)
