"""Our channel plays the cases of the interop suite against grpc-go's interop server.

Each case is a test of its own name. What it sends and expects is the suite's description.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import threading
from queue import SimpleQueue

import pytest
from tests.conformance.interop_cases import LEFT_OUT_BY_CLIENT, PLAYED
from tests.conformance.listening import LOOPBACK, PATIENCE
from tests.conformance.messages import payload, pb
from tests.conformance.service import (
    INITIAL_METADATA,
    LOAD_REPORT,
    LOAD_SERVICE,
    TEST_SERVICE,
    TRAILING_METADATA,
)

from gen_plugin_runtime.errors import (
    CallCancelled,
    CallTimeout,
    NotImplementedByPlugin,
    PluginError,
)
from gen_plugin_runtime.grpc.channel import Channel
from gen_plugin_runtime.streams import SocketStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from gen_plugin_runtime.grpc.calls import ClientCall

# The first test builds the server.
pytestmark = [pytest.mark.go, pytest.mark.timeout(1000)]

REQUEST_SIZES = (27182, 8, 1828, 45904)
RESPONSE_SIZES = (31415, 9, 2653, 58979)
LARGE_REQUEST, LARGE_RESPONSE = 271828, 314159
SOAK_CALLS, SOAK_CHANNELS = 100, 20

EMPTY = f"/{TEST_SERVICE}/EmptyCall"
UNARY = f"/{TEST_SERVICE}/UnaryCall"
INPUT = f"/{TEST_SERVICE}/StreamingInputCall"
OUTPUT = f"/{TEST_SERVICE}/StreamingOutputCall"
DUPLEX = f"/{TEST_SERVICE}/FullDuplexCall"


@pytest.fixture(scope="module")
def port(grpc_go: Path) -> Iterator[int]:
    """Where grpc-go's server listens."""
    server = subprocess.Popen(
        [str(grpc_go / "server"), "--port=0"],
        env={**os.environ, "GRPC_GO_LOG_SEVERITY_LEVEL": "info"},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stderr is not None
        with server.stderr as log:
            found = next(
                filter(None, (re.search(r"listening on .*:(\d+)", line) for line in log)), None
            )
            assert found is not None, "the server ended before it listened"
            drain = threading.Thread(target=log.read)  # a full pipe would stop the server
            drain.start()
            yield int(found[1])
            server.kill()
            drain.join(PATIENCE)
    finally:
        server.kill()
        server.wait(PATIENCE)


@pytest.fixture
def channel(port: int) -> Iterator[Channel]:
    opened = _connect(port)
    yield opened
    opened.close()


def _connect(port: int) -> Channel:
    stream = SocketStream(socket.create_connection((LOOPBACK, port), PATIENCE))
    return Channel(stream, call_timeout=PATIENCE)


class Requests:
    """The requests of a stream, sent when the test says so."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[bytes | None] = SimpleQueue()

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._queue.get, None)

    def send(self, message: Any) -> None:
        self._queue.put(message.SerializeToString())

    def end(self) -> None:
        self._queue.put(None)


@pytest.fixture
def requests() -> Iterator[Requests]:
    made = Requests()
    yield made
    made.end()


def _output_request(*sizes: int, **fields: Any) -> Any:
    parameters = [pb.ResponseParameters(size=size) for size in sizes]
    return pb.StreamingOutputCallRequest(response_parameters=parameters, **fields)


def _size_of_next(call: ClientCall) -> int:
    return len(pb.StreamingOutputCallResponse.FromString(bytes(next(call))).payload.body)


def _large_unary(channel: Channel) -> None:
    request = pb.SimpleRequest(response_size=LARGE_RESPONSE, payload=payload(LARGE_REQUEST))
    reply = channel.unary(UNARY)(request.SerializeToString())
    assert pb.SimpleResponse.FromString(bytes(reply)).payload == payload(LARGE_RESPONSE)


def test_empty_unary(channel: Channel) -> None:
    assert channel.unary(EMPTY)(pb.Empty().SerializeToString()) == b""


def test_large_unary(channel: Channel) -> None:
    _large_unary(channel)


def test_client_streaming(channel: Channel) -> None:
    requests = [
        pb.StreamingInputCallRequest(payload=payload(size)).SerializeToString()
        for size in REQUEST_SIZES
    ]
    reply = pb.StreamingInputCallResponse.FromString(
        bytes(channel.client_streaming(INPUT)(requests))
    )
    assert reply.aggregated_payload_size == sum(REQUEST_SIZES)


def test_server_streaming(channel: Channel) -> None:
    request = _output_request(*RESPONSE_SIZES).SerializeToString()
    replies = [
        pb.StreamingOutputCallResponse.FromString(bytes(reply))
        for reply in channel.server_streaming(OUTPUT)(request)
    ]
    assert [reply.payload for reply in replies] == [payload(size) for size in RESPONSE_SIZES]


def test_ping_pong(channel: Channel, requests: Requests) -> None:
    call = channel.call(DUPLEX, requests)
    for request_size, response_size in zip(REQUEST_SIZES, RESPONSE_SIZES, strict=True):
        requests.send(_output_request(response_size, payload=payload(request_size)))
        assert _size_of_next(call) == response_size
    requests.end()
    assert list(call) == []


def test_empty_stream(channel: Channel) -> None:
    assert list(channel.bidirectional(DUPLEX)([])) == []


def test_timeout_on_sleeping_server(channel: Channel, requests: Requests) -> None:
    requests.send(_output_request(payload=payload(27182)))  # asks for no response
    with pytest.raises(CallTimeout) as caught:
        next(channel.call(DUPLEX, requests, timeout=0.001))
    assert caught.value.status == 4


def test_cancel_after_begin(channel: Channel, requests: Requests) -> None:
    call = channel.call(INPUT, requests, metadata=[("key1", "value1"), ("key2", "value2")])
    call.cancel()
    with pytest.raises(CallCancelled) as caught:
        call.result()
    assert caught.value.status == 1


def test_cancel_after_first_response(channel: Channel, requests: Requests) -> None:
    call = channel.call(DUPLEX, requests)
    requests.send(_output_request(31415, payload=payload(27182)))
    assert _size_of_next(call) == 31415
    call.cancel()
    with pytest.raises(CallCancelled) as caught:
        next(call)
    assert caught.value.status == 1


def test_status_code_and_message(channel: Channel) -> None:
    status = pb.EchoStatus(code=2, message="test status message")
    unary = pb.SimpleRequest(response_status=status).SerializeToString()
    duplex = pb.StreamingOutputCallRequest(response_status=status).SerializeToString()
    for call in (channel.call(UNARY, unary), channel.call(DUPLEX, [duplex])):
        with pytest.raises(PluginError) as caught:
            next(call)
        assert (caught.value.status, caught.value.message) == (2, "test status message")


def test_special_status_message(channel: Channel) -> None:
    text = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"
    request = pb.SimpleRequest(response_status=pb.EchoStatus(code=2, message=text))
    with pytest.raises(PluginError) as caught:
        channel.unary(UNARY)(request.SerializeToString())
    assert (caught.value.status, caught.value.message) == (2, text)


def test_custom_metadata(channel: Channel) -> None:
    initial = (INITIAL_METADATA, "test_initial_metadata_value")
    trailing = (TRAILING_METADATA, b"\x0a\x0b\x0a\x0b\x0a\x0b")
    unary = pb.SimpleRequest(response_size=1, payload=payload(1)).SerializeToString()
    duplex = _output_request(1, payload=payload(1)).SerializeToString()
    for call in (
        channel.call(UNARY, unary, metadata=[initial, trailing]),
        channel.call(DUPLEX, [duplex], metadata=[initial, trailing]),
    ):
        assert call.initial_metadata.count(initial) == 1
        assert len(list(call)) == 1
        assert call.trailing_metadata.count(trailing) == 1


def test_unimplemented_method(channel: Channel) -> None:
    with pytest.raises(NotImplementedByPlugin) as caught:
        channel.unary(f"/{TEST_SERVICE}/UnimplementedCall")(b"")
    assert caught.value.status == 12


def test_unimplemented_service(channel: Channel) -> None:
    with pytest.raises(NotImplementedByPlugin) as caught:
        channel.unary("/grpc.testing.UnimplementedService/UnimplementedCall")(b"")
    assert caught.value.status == 12


def test_rpc_soak(channel: Channel) -> None:
    for _ in range(SOAK_CALLS):
        _large_unary(channel)


def test_channel_soak(port: int) -> None:
    for _ in range(SOAK_CHANNELS):
        channel = _connect(port)
        _large_unary(channel)
        channel.close()


def test_orca_per_rpc(channel: Channel) -> None:
    load = {"cpu_utilization": 0.8210, "request_cost": {"cost": 3456.32}}
    load["utilization"] = {"util": 0.30499}
    asked = pb.TestOrcaReport(memory_utilization=0.5847, **load)
    request = pb.SimpleRequest(orca_per_query_report=asked).SerializeToString()
    call = channel.call(UNARY, request)
    call.result()
    reports = [value for name, value in call.trailing_metadata if name == LOAD_REPORT]
    assert [pb.OrcaLoadReport.FromString(report) for report in reports] == [
        pb.OrcaLoadReport(mem_utilization=0.5847, **load)
    ]


def test_orca_oob(channel: Channel, requests: Requests) -> None:
    asked = pb.OrcaLoadReportRequest(report_interval=pb.Duration(nanos=1_000_000))
    reports = channel.call(f"/{LOAD_SERVICE}/StreamCoreMetrics", asked.SerializeToString())
    duplex = channel.call(DUPLEX, requests)
    for cpu, memory, util in ((0.8210, 0.5847, 0.30499), (0.29309, 0.2, 0.2039)):
        load = {"cpu_utilization": cpu, "utilization": {"util": util}}
        report = pb.TestOrcaReport(memory_utilization=memory, **load)
        requests.send(_output_request(1, orca_oob_report=report))
        assert _size_of_next(duplex) == 1
        expected = pb.OrcaLoadReport(mem_utilization=memory, **load)
        # Others may be on their way; the call's timeout ends a wait in vain.
        assert any(pb.OrcaLoadReport.FromString(bytes(each)) == expected for each in reports)
    reports.cancel()


def test_every_case_is_played_or_listed() -> None:
    tests = {name.removeprefix("test_") for name in globals() if name.startswith("test_")}
    assert tests >= {*PLAYED} - {*LEFT_OUT_BY_CLIENT}
