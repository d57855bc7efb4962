"""The byte stream over TLS: what goes in comes out, whatever the pieces, and its ends are ends."""

from __future__ import annotations

import random
import select
import socket
import threading
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.grpc.threads import at_once
from tests.host.support import PATIENCE, eventually
from tests.tls.certificates import der, identity, mutual_tls
from tests.tls.pairs import Attempt, configs

from gen_plugin_runtime.streams import SocketStream
from gen_plugin_runtime.tls.stream import TlsStream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gen_plugin_runtime.tls.config import TlsConfig

SIDES = configs()
WAYS = ("send", "send_now", "send_within")
MANY = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def attempt() -> Iterator[Attempt]:
    """A connection; closed with the test."""
    one = Attempt(*SIDES)
    one.streams()
    yield one
    for stream in (one.client, one.server):
        assert isinstance(stream, TlsStream)
        stream.close()


@pytest.fixture
def pair(attempt: Attempt) -> tuple[TlsStream, TlsStream]:
    """Both ends of a connection."""
    assert isinstance(attempt.client, TlsStream)
    assert isinstance(attempt.server, TlsStream)
    return attempt.client, attempt.server


def send(stream: TlsStream, data: bytes, way: str) -> None:
    """Send all, as the gRPC engine does: what one call did not take is offered to the next."""
    if way == "send":
        stream.send(data)
        return
    view = memoryview(data)
    while view:
        sent = stream.send_now(view) if way == "send_now" else stream.send_within(view, 0.01)
        view = view[sent:]
        if view and not sent:
            time.sleep(0)


def receive(stream: TlsStream, size: int, limits: Iterator[int]) -> bytes:
    """Receive so many bytes in pieces of all kinds."""
    data = bytearray()
    while len(data) < size:
        limit = min(next(limits), size - len(data))
        if limit % 3 == 0:
            assert stream.readable(PATIENCE)
        if limit % 2:
            buffer = memoryview(bytearray(limit))
            data += buffer[: stream.receive_into(buffer)]
        else:
            data += stream.receive(limit)
    return bytes(data)


def draw(seed: int) -> Iterator[int]:
    source = random.Random(seed)
    while True:
        yield source.choice((1, 2, 5, 100, 16384, 16385, 65536, 300_000))


@MANY
@given(
    sizes=st.lists(st.sampled_from((1, 3, 100, 16383, 16384, 16385, 65537, 200_000)), max_size=6),
    ways=st.lists(st.sampled_from(WAYS), min_size=6, max_size=6),
    seed=st.integers(0, 1 << 30),
)
def test_what_is_sent_arrives_both_ways_at_once(
    sizes: list[int], ways: list[str], seed: int
) -> None:
    client, server = Attempt(*SIDES).streams()
    pieces = [random.Random(seed + size).randbytes(size) for size in sizes]
    whole = b"".join(pieces)
    arrived: list[bytes] = []

    def send_all(stream: TlsStream) -> None:
        for piece, way in zip(pieces, ways, strict=False):
            send(stream, piece, way)

    def receive_all(stream: TlsStream, start: int) -> None:
        arrived.append(receive(stream, len(whole), draw(start)))

    at_once(
        [
            *(partial(send_all, one) for one in (client, server)),
            *(partial(receive_all, one, seed + at) for at, one in enumerate((client, server))),
        ]
    )
    assert arrived == [whole, whole]
    client.close()
    server.close()


def test_a_peer_that_does_not_read_stops_who_sends_now(pair: tuple[TlsStream, TlsStream]) -> None:
    client, server = pair
    data = random.Random(1).randbytes(8_000_000)
    sent = client.send_now(data)
    assert 0 < sent < len(data)
    assert client.send_now(memoryview(data)[sent:]) == 0
    assert client.send_within(memoryview(data)[sent:], 0.05) == 0
    rest = threading.Thread(target=client.send, args=(memoryview(data)[sent:],))
    rest.start()
    assert receive(server, len(data), draw(2)) == data
    rest.join(PATIENCE)


def test_readable_tells_of_bytes_that_are_decrypted_already(
    pair: tuple[TlsStream, TlsStream], attempt: Attempt
) -> None:
    client, server = pair
    server.send(b"abcdef")
    assert client.readable(PATIENCE)
    assert client.receive(2) == b"ab"
    below, _, _ = select.select([attempt.ends[0]], [], [], 0.0)
    assert below == []
    assert client.readable(0.0)
    assert client.receive(2) == b"cd"
    assert client.readable(0.0)
    assert client.receive(100) == b"ef"
    assert not client.readable(0.0)
    assert not client.readable(0.01)


def test_readable_tells_of_records_that_have_arrived_together(
    pair: tuple[TlsStream, TlsStream],
) -> None:
    client, server = pair
    for _ in range(5):
        server.send(b"x" * 10)
    assert client.receive(15) == b"x" * 15
    assert client.readable(0.0)
    assert client.receive(100) == b"x" * 35


def test_readable_does_not_tell_of_half_a_record(configs: tuple[TlsConfig, TlsConfig]) -> None:
    attempt = Attempt(*configs)
    client, server = attempt.streams()
    proxy, far = socket.socketpair()
    server._below = SocketStream(far)
    server.send(b"half of it")
    record = proxy.recv(1000)
    attempt.ends[1].sendall(record[:10])
    assert not client.readable(0.05)
    attempt.ends[1].sendall(record[10:])
    assert client.readable(PATIENCE)
    assert client.receive(100) == b"half of it"
    client.close()
    server.close()
    proxy.close()
    attempt.ends[1].close()


def test_close_says_so_to_the_peer(pair: tuple[TlsStream, TlsStream]) -> None:
    client, server = pair
    client.send(b"last")
    client.close()
    client.close()
    assert server.receive(100) == b"last"
    assert server.receive(100) == b""
    assert server.readable(0.0)
    assert server.receive(100) == b""


def test_a_peer_that_ends_without_a_word_has_ended(
    pair: tuple[TlsStream, TlsStream], attempt: Attempt
) -> None:
    client, server = pair
    server.send(b"last")
    attempt.ends[1].close()
    assert client.receive(100) == b"last"
    assert client.receive(100) == b""
    with pytest.raises(OSError, match=r"pipe|reset"):
        client.send(b"too late" * 1000)


def test_after_a_refusal_who_sends_learns_why_too() -> None:
    client, server = identity(), identity()
    refused = Attempt(
        mutual_tls(client, der(server)), mutual_tls(server, der(identity())), hear=False
    )
    stream = refused.client
    assert isinstance(stream, TlsStream)
    for act in (lambda: stream.receive(1), lambda: stream.send(b"x")):
        with pytest.raises(ConnectionError, match="refuses this side's certificate"):
            act()
    stream.close()


def test_close_wakes_who_receives(pair: tuple[TlsStream, TlsStream]) -> None:
    client, _ = pair
    got: list[bytes] = []
    thread = threading.Thread(target=lambda: got.append(client.receive(100)))
    thread.start()
    time.sleep(0.02)  # for it to wait most probably; it would end all the same if not
    client.close()
    thread.join(PATIENCE)
    assert got == [b""]


def test_close_wakes_who_sends_and_is_quick(pair: tuple[TlsStream, TlsStream]) -> None:
    client, _ = pair
    failed = threading.Event()

    def send_too_much() -> None:
        try:
            client.send(bytes(64_000_000))
        except OSError:
            failed.set()

    thread = threading.Thread(target=send_too_much)
    thread.start()
    assert eventually(client._sending.locked)
    begun = time.monotonic()
    client.close()
    assert time.monotonic() - begun < PATIENCE / 2
    thread.join(PATIENCE)
    assert failed.is_set()


def test_close_is_quick_with_a_peer_that_does_not_read(pair: tuple[TlsStream, TlsStream]) -> None:
    client, _ = pair
    data = bytes(8_000_000)
    assert client.send_now(data) < len(data)
    begun = time.monotonic()
    client.close()
    assert time.monotonic() - begun < PATIENCE / 2


@pytest.mark.parametrize(
    "garbage",
    [b"\0" * 100, b"GET / HTTP/1.1\r\n\r\n", bytes([23, 3, 3, 0, 20]) + bytes(20), b"\x15\x03\x03"],
    ids=["zeros", "http", "forged record", "half an alert"],
)
def test_garbage_is_an_error_or_the_end(
    pair: tuple[TlsStream, TlsStream], attempt: Attempt, garbage: bytes
) -> None:
    client, _ = pair
    attempt.ends[1].sendall(garbage)
    attempt.ends[1].shutdown(socket.SHUT_WR)
    assert client.readable(PATIENCE)
    if garbage == b"\x15\x03\x03":
        assert client.receive(100) == b""
        return
    for _ in range(2):
        with pytest.raises(ConnectionError, match=r"TLS|end"):
            client.receive(100)
    assert client.readable(0.0)


@MANY
@given(cut=st.integers(0, 40_000), flip=st.booleans(), seed=st.integers(0, 1 << 30))
def test_a_cut_or_forged_stream_never_gives_what_was_not_sent(
    cut: int, flip: bool, seed: int
) -> None:
    attempt = Attempt(*SIDES)
    client, server = attempt.streams()
    far, proxy = socket.socketpair()
    server._below.close()
    server._below = SocketStream(far)
    data = random.Random(seed).randbytes(36_000)
    server.send(data)
    records = bytearray(proxy.recv(100_000, socket.MSG_WAITALL | socket.MSG_DONTWAIT))
    if flip:
        records[min(cut, len(records) - 1)] ^= 1
    else:
        del records[cut:]
    below, client._below = client._below, SocketStream(proxy)
    below.close()
    far.sendall(records)
    far.shutdown(socket.SHUT_WR)
    got = bytearray()
    try:
        while more := client.receive(10_000):
            got += more
    except ConnectionError:
        pass
    assert data.startswith(bytes(got))
    assert not flip or len(got) < len(data)
    client.close()
    server.close()


def test_it_says_who_the_peer_is_and_what_it_speaks(pair: tuple[TlsStream, TlsStream]) -> None:
    client, server = pair
    assert client.peer == server.peer == "unix:"
    assert client.scheme == "https"
