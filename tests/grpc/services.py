"""What the tests serve, as gen-plugin's server and as grpcio's."""

from __future__ import annotations

import hashlib
import threading
import time

from gen_plugin_runtime import handler
from gen_plugin_runtime.call import Call, current_call
from gen_plugin_runtime.errors import DecodeError, EncodeError, PluginError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gen_plugin_runtime.transport import Buffer, Handler

PATIENCE = 30.0
"""Seconds after which a test gives up on what should happen at once."""


class SoldOutError(Exception):
    """An error with a module."""


class Echo:
    """Fits `transport.ServerAdapter`. Its events let a test see and steer what a call does."""

    service = "test.Echo"

    def __init__(self) -> None:
        self.entered = threading.Semaphore(0)  # released by each call that blocks
        self.leave = threading.Event()  # lets the calls that block go on
        self.cancelled = threading.Semaphore(0)  # released by each call that saw its end
        self.closed = threading.Semaphore(0)  # released by each generator that was closed
        self.calls: list[Call] = []

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "Echo": handler.unary(lambda request: request),
            "Slow": handler.unary(self.slow),
            "Length": handler.unary(lambda request: b"%d" % len(request)),
            "Fail": handler.unary(self.fail),
            "Wrong": handler.unary(lambda _: None),  # type: ignore[arg-type, return-value]
            "Block": handler.unary(self.block),
            "WaitCancelled": handler.unary(self.wait_cancelled),
            "Metadata": handler.unary(self.metadata),
            "Zeros": handler.unary(lambda request: bytes(int(bytes(request)))),
            "Count": handler.server_streaming(self.count),
            "Endless": handler.server_streaming(self.endless),
            "Silent": handler.server_streaming(self.silent),
            "Sum": handler.client_streaming(self.sum),
            "Digest": handler.client_streaming(self.digest),
            "First": handler.client_streaming(lambda requests: next(iter(requests))),
            "Reversed": handler.bidirectional(self.reversed),
            "Mirror": handler.bidirectional(lambda requests: requests),
        }

    def fail(self, request: Buffer) -> Buffer:
        text = bytes(request).decode()
        raise {
            "value": ValueError("no such thing: 100 % Ünicode\n2nd line"),
            "own": SoldOutError("none left"),
            "spaces": ValueError("not a number: "),
            "long": ValueError("x" * 100_000),
            "encode": EncodeError("9e99 does not fit int64", "age"),
            "decode": DecodeError("cut off"),
            "status": PluginError("", "not here", status=5),
            "nested": PluginError("other.Error", "from further on", status=2),
            "exit": SystemExit(3),
        }[text]

    def block(self, request: Buffer) -> Buffer:
        self.entered.release()
        assert self.leave.wait(PATIENCE)
        return request

    def slow(self, request: Buffer) -> Buffer:
        time.sleep(0.002)
        return request

    def wait_cancelled(self, request: Buffer) -> Buffer:
        self.entered.release()
        if current_call().wait_cancelled(PATIENCE):
            self.cancelled.release()
        return request

    def metadata(self, request: Buffer) -> Buffer:
        call = current_call()
        self.calls.append(call)
        call.set_initial_metadata([("x-initial", "1"), ("x-initial-bin", b"\0\xff")])
        call.set_trailing_metadata([("x-trailing", "2"), ("x-trailing-bin", b"\1\2\3")])
        return repr([pair for pair in call.metadata if pair[0].startswith("x-")]).encode()

    def count(self, request: Buffer) -> Iterator[bytes]:
        for number in range(int(bytes(request))):
            yield b"%d" % number

    def endless(self, request: Buffer) -> Iterator[bytes]:
        try:
            while True:
                yield bytes(request)
        finally:
            self.closed.release()

    def silent(self, request: Buffer) -> Iterator[bytes]:
        """A stream like a plugin's output: open for the whole session, with few messages."""
        self.entered.release()
        current_call().wait_cancelled(PATIENCE)
        self.cancelled.release()
        yield from ()

    def sum(self, requests: Iterable[Buffer]) -> bytes:
        return b"%d" % sum(int(bytes(request)) for request in requests)

    def digest(self, requests: Iterable[Buffer]) -> bytes:
        digest = hashlib.sha256()
        for request in requests:
            digest.update(request)
        return digest.digest()

    def reversed(self, requests: Iterable[Buffer]) -> Iterator[bytes]:
        self.entered.release()
        for request in requests:
            yield bytes(request)[::-1]
