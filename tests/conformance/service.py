"""The services that the interop suite calls, on our server: `TestService` and the load reports."""

from __future__ import annotations

import threading
import time

from tests.conformance.messages import payload, pb

from gen_plugin_runtime import handler
from gen_plugin_runtime.call import current_call
from gen_plugin_runtime.errors import PluginError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from gen_plugin_runtime.call import Call
    from gen_plugin_runtime.transport import Buffer, Handler

INITIAL_METADATA = "x-grpc-test-echo-initial"
TRAILING_METADATA = "x-grpc-test-echo-trailing-bin"
LOAD_REPORT = "endpoint-load-metrics-bin"
"""The trailer that carries the load report of one call."""
TEST_SERVICE = "grpc.testing.TestService"
LOAD_SERVICE = "xds.service.orca.v3.OpenRcaService"


class LoadReports:
    """Fits `transport.ServerAdapter`: tells each caller the load, and each change of it."""

    service = LOAD_SERVICE

    def __init__(self) -> None:
        self._report: Any = pb.OrcaLoadReport()
        self._changed = threading.Condition()

    def handlers(self) -> Mapping[str, Handler]:
        return {"StreamCoreMetrics": handler.server_streaming(self._stream)}

    def report(self, report: Any) -> None:
        """Tell all callers."""
        with self._changed:
            self._report = report
            self._changed.notify_all()

    def _stream(self, _request: Buffer) -> Iterator[bytes]:
        call = current_call()
        call.on_cancelled(self._wake)
        told = None
        while (report := self._next(call, told)) is not None:
            yield report.SerializeToString()
            told = report

    def _next(self, call: Call, told: Any) -> Any:
        """Wait for another report than `told`; None when the caller has left."""
        with self._changed:
            self._changed.wait_for(lambda: call.cancelled or self._report is not told)
        return None if call.cancelled else self._report

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()


class InteropService:
    """Fits `transport.ServerAdapter`. What it has not is unimplemented, as the suite wants it."""

    service = TEST_SERVICE

    def __init__(self, loads: LoadReports) -> None:
        self._loads = loads

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "EmptyCall": handler.unary(self._empty),
            "UnaryCall": handler.unary(self._unary),
            "StreamingInputCall": handler.client_streaming(self._input),
            "StreamingOutputCall": handler.server_streaming(self._output),
            "FullDuplexCall": handler.bidirectional(self._full_duplex),
        }

    def _empty(self, request: Buffer) -> bytes:
        pb.Empty.FromString(bytes(request))
        return bytes(pb.Empty().SerializeToString())

    def _unary(self, raw: Buffer) -> bytes:
        request = pb.SimpleRequest.FromString(bytes(raw))
        _echo_metadata()
        _raise_status(request)
        if request.HasField("orca_per_query_report"):
            report = _load_report(request.orca_per_query_report)
            current_call().set_trailing_metadata([(LOAD_REPORT, report.SerializeToString())])
        response = pb.SimpleResponse(payload=payload(request.response_size))
        if request.fill_server_id:
            response.server_id = "the only one"
        return bytes(response.SerializeToString())

    def _input(self, requests: Iterator[Buffer]) -> bytes:
        sizes = [
            len(pb.StreamingInputCallRequest.FromString(bytes(raw)).payload.body)
            for raw in requests
        ]
        response = pb.StreamingInputCallResponse(aggregated_payload_size=sum(sizes))
        return bytes(response.SerializeToString())

    def _output(self, raw: Buffer) -> Iterator[bytes]:
        yield from _responses(pb.StreamingOutputCallRequest.FromString(bytes(raw)))

    def _full_duplex(self, requests: Iterator[Buffer]) -> Iterator[bytes]:
        _echo_metadata()
        for raw in requests:
            request = pb.StreamingOutputCallRequest.FromString(bytes(raw))
            _raise_status(request)
            if request.HasField("orca_oob_report"):
                self._loads.report(_load_report(request.orca_oob_report))
            yield from _responses(request)


def _responses(request: Any) -> Iterator[bytes]:
    for parameters in request.response_parameters:
        time.sleep(parameters.interval_us / 1e6)  # what the caller asks for; mostly 0
        response = pb.StreamingOutputCallResponse(payload=payload(parameters.size))
        yield response.SerializeToString()


def _echo_metadata() -> None:
    call = current_call()
    call.set_initial_metadata(pair for pair in call.metadata if pair[0] == INITIAL_METADATA)
    call.set_trailing_metadata(pair for pair in call.metadata if pair[0] == TRAILING_METADATA)


def _raise_status(request: Any) -> None:
    status = request.response_status
    if status.code:
        raise PluginError("", status.message, status=status.code)


def _load_report(asked: Any) -> Any:
    return pb.OrcaLoadReport(
        cpu_utilization=asked.cpu_utilization,
        mem_utilization=asked.memory_utilization,
        request_cost=asked.request_cost,
        utilization=asked.utilization,
    )
