"""Who writes: no byte is lost, doubled or out of order, and nobody is left waiting or writing."""

from __future__ import annotations

import random
import sys
import threading
import time

import pytest
from tests.grpc.pairs import Pair
from tests.grpc.services import PATIENCE
from tests.grpc.threads import at_once

from gen_plugin_runtime.errors import ConnectionLost
from gen_plugin_runtime.http2.connection import Connection
from gen_plugin_runtime.threads.writing import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from gen_plugin_runtime.transport import Buffer

THREADS = 6
TURNS = 60
LARGE = 300_000
"""Bytes of a message of which a few make a backlog."""


class Sink:
    """A stream that takes a part now and then, and everything in the end."""

    def __init__(self, seed: int) -> None:
        self.taken = bytearray()
        self.breaks_at = sys.maxsize
        self._random = random.Random(seed)
        self._writing = threading.Lock()

    def receive(self, _limit: int, /) -> bytes:
        raise NotImplementedError

    def receive_into(self, _buffer: memoryview, /) -> int:
        raise NotImplementedError

    def close(self) -> None:
        pass

    def send(self, data: Buffer | memoryview, /) -> None:
        assert self._writing.acquire(blocking=False), "two threads write at once"
        if len(self.taken) > self.breaks_at:
            self._writing.release()
            raise BrokenPipeError
        self.taken += data
        self._writing.release()

    def send_now(self, data: Buffer | memoryview, /) -> int:
        return self._send_some(data, whole=0.9)

    def send_within(self, data: Buffer | memoryview, _seconds: float, /) -> int:
        return self._send_some(data, whole=0.7)

    def _send_some(self, data: Buffer | memoryview, whole: float) -> int:
        part = self._random.random() > whole
        size = self._random.randrange(len(data)) if part else len(data)
        self.send(memoryview(data)[:size])
        return size


class Writers:
    """Threads that queue and write, each in every way that there is."""

    def __init__(self, seed: int) -> None:
        self.sink = Sink(seed)
        self.queued = bytearray()
        self.failures: list[BaseException] = []
        protocol = Connection(is_client=False)
        protocol.output.take()
        self.output = protocol.output
        self.lock = threading.Lock()
        self.writer = Writer(self.sink, protocol.output, self.lock, self.failures.append)
        self._seed = seed

    def run(self) -> None:
        at_once([lambda name=name: self._turns(name) for name in range(THREADS)])  # type: ignore[misc]
        started = time.monotonic()
        self.writer.wait_written(started + PATIENCE)
        self.writer.join(PATIENCE)
        assert time.monotonic() - started < PATIENCE, "it was written, and nobody said so"

    def _turns(self, name: int) -> None:
        chance = random.Random(self._seed * THREADS + name)
        for turn in range(TURNS):
            piece = b"%d:%d;" % (name, turn) + bytes(chance.choice([0, 1, 100, LARGE]))
            with self.lock:
                if self.writer.busy:
                    self._wait_caught_up()
                self.output.add(piece)
                self.queued += piece
                claimed = self.writer.claim() if chance.random() < 0.6 else None
            if claimed is None:
                self._flush(chance.randrange(3))
            else:
                self.writer.write(claimed, chance.choice([None, 0.0, time.monotonic() + PATIENCE]))

    def _wait_caught_up(self) -> None:
        started = time.monotonic()
        self.writer.wait_caught_up(PATIENCE)
        assert time.monotonic() - started < PATIENCE, "a wake-up was lost"

    def _flush(self, way: int) -> None:
        if way == 0:
            self.writer.flush_soon()
        elif way == 1:
            self.writer.flush(time.monotonic() + PATIENCE)


@pytest.fixture
def eager_switches() -> Iterator[None]:
    """Threads that take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("eager_switches")
@pytest.mark.parametrize("seed", range(5))
def test_what_is_queued_is_written_once_and_in_order(seed: int) -> None:
    writers = Writers(seed)
    writers.run()
    assert writers.sink.taken == writers.queued
    assert writers.failures == []


@pytest.mark.usefixtures("eager_switches")
@pytest.mark.parametrize("seed", range(5))
def test_a_stream_that_breaks_leaves_nobody_waiting(seed: int) -> None:
    writers = Writers(seed)
    writers.sink.breaks_at = 10 * LARGE
    writers.run()
    assert [type(failure) for failure in writers.failures] == [BrokenPipeError]
    assert writers.queued.startswith(writers.sink.taken)


def test_who_queues_while_the_writer_looks_for_the_last_time_writes_itself() -> None:
    writers = Writers(0)
    writer: Any = writers.writer
    claimed: list[list[Any]] = []

    class Watched:
        """The output, into which something is queued right after it was found to be empty."""

        add, take = writers.output.add, writers.output.take

        @property
        def size(self) -> int:
            size = writers.output.size
            if not size and not claimed:
                claimed.append([])
                with writers.lock:
                    writers.output.add(b"second")
                    claimed[0] = writer.claim()
            return size

    with writers.lock:
        writers.output.add(b"first")
        chunks = writer.claim()
    writer._output = Watched()
    writer.write(chunks)
    assert claimed == [[b"second"]]


def test_a_reader_does_not_write_for_others_for_ever() -> None:
    """There is always more to write: whoever reads must read, and a helper writes on."""
    writers = Writers(0)
    writer: Any = writers.writer
    written_by: list[threading.Thread] = []

    def send_now(data: bytes) -> int:
        if len(written_by) < 1000:
            with writers.lock:
                writers.output.add(b"more")
        written_by.append(threading.current_thread())
        return len(data)

    writer._send_now = send_now
    writers.output.add(b"first")
    writer.flush_soon()
    writer.join(PATIENCE)
    assert not writers.output
    assert written_by.count(threading.current_thread()) < 100


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_helper_that_fails_ends_the_connection() -> None:
    """A stream may raise something else than an OSError: nobody may wait for its bytes."""
    with Pair() as pair:
        writer: Any = pair.channel.connection.driver.writer
        call = pair.channel.call("/test.Echo/Silent", b"")
        assert pair.echo.entered.acquire(timeout=PATIENCE)

        def broken(_: object) -> None:
            raise ValueError("I/O operation on closed file")

        writer._send_now, writer._stream = lambda _: 0, type("", (), {"send": broken})
        writer.flush_soon()
        with pair.channel.connection.driver.lock:
            pair.channel.connection.driver.protocol.ping(bytes(8))
        writer.flush_soon()
        with pytest.raises(ConnectionLost, match="closed file"):
            next(call)
