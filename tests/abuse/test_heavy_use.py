"""Use that is heavy and honest meets no bound."""

from __future__ import annotations

from typing import Any

import grpc
import pytest
from tests.abuse.victims import AbusedServer
from tests.grpc.pairs import Pair
from tests.grpc.services import PATIENCE
from tests.grpc.threads import at_once
from tests.http2 import raw

from gen_plugin_runtime.http2 import frames, limits
from gen_plugin_runtime.http2.allowance import Allowance
from gen_plugin_runtime.http2.codes import ErrorCode
from gen_plugin_runtime.http2.events import StreamReset
from gen_plugin_runtime.http2.faults import ConnectionProtocolError

CALLERS = 64


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_many_callers_that_cancel_most_of_their_calls() -> None:
    with Pair() as pair:
        echo = pair.channel.unary("/test.Echo/Echo")

        def caller() -> None:
            for number in range(20):
                call = pair.channel.call("/test.Echo/Count", b"20")
                next(call)
                call.cancel()
                if not number % 10:
                    assert echo(b"x") == b"x"

        at_once([caller] * CALLERS)
        assert pair.channel.ended is None


def test_more_cancelled_calls_than_the_allowance_where_they_were_answered() -> None:
    connection = raw.server()
    head = raw.block(raw.RESPONSE)
    for stream_id in range(1, 4 * limits.BARE_FRAMES, 2):
        connection.receive(raw.request(stream_id))
        connection.send_headers(stream_id, head, end_stream=False)
        events = connection.receive(frames.rst_stream(stream_id, ErrorCode.CANCEL))
        connection.output.take()
        assert type(events[0]) is StreamReset


def test_many_callers_that_cancel_before_any_answer() -> None:
    rounds = limits.BARE_FRAMES // 2 // CALLERS
    with Pair() as pair:

        def caller() -> None:
            for _ in range(rounds):
                pair.channel.call("/test.Echo/WaitCancelled", b"").cancel()

        at_once([caller] * CALLERS)
        assert pair.channel.unary("/test.Echo/Echo")(b"x") == b"x"


@pytest.mark.parametrize("count", [5 * limits.BARE_FRAMES])
def test_a_fast_stream_of_empty_messages_both_ways(count: int) -> None:
    with Pair() as pair:
        replies = pair.channel.bidirectional("/test.Echo/Mirror")(b"" for _ in range(count))
        assert sum(1 for _ in replies) == count


def test_grpcio_with_the_most_eager_keepalive(server: AbusedServer) -> None:
    options = [
        ("grpc.keepalive_time_ms", 10),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.max_pings_without_data", 0),
    ]
    with grpc.insecure_channel(f"unix:{server.path}", options) as channel:
        echo: Any = channel.unary_unary("/test.Echo/Echo")
        count: Any = channel.unary_stream("/test.Echo/Count")
        silent: Any = channel.unary_stream("/test.Echo/Silent")
        replies = count(b"100000", timeout=PATIENCE)
        assert sum(1 for _ in replies) == 100_000
        with pytest.raises(grpc.RpcError):  # a second with pings alone
            list(silent(b"", timeout=1.0))
        assert echo(b"x", timeout=PATIENCE) == b"x"


def test_a_ping_with_every_answer() -> None:
    """As grpc-go measures its bandwidth."""
    allowance = Allowance(Clock())
    for _ in range(3 * limits.BARE_FRAMES):
        allowance.earn()
        for _ in range(limits.BARE_FRAMES_PER_ANSWER):
            allowance.spend()


def test_keepalive_on_an_idle_connection_for_days() -> None:
    clock = Clock()
    allowance = Allowance(clock)
    for _ in range(10 * limits.BARE_FRAMES):
        clock.now += 1.0
        allowance.spend()


def test_what_was_saved_up_is_bounded() -> None:
    clock = Clock()
    allowance = Allowance(clock)
    for _ in range(limits.BARE_FRAMES):
        allowance.earn()
    clock.now += 1e9  # for all that time there is no more than once the most in advance
    allowance.spend(2 * limits.BARE_FRAMES)
    with pytest.raises(ConnectionProtocolError):
        allowance.spend(1)
