"""What the soaked server serves over gRPC."""

from __future__ import annotations

import socket

from tests.grpc.services import PATIENCE
from tests.soak.ledger import OrderedError
from tests.soak.messages import call_of, check, piece, read_order

from gen_plugin_runtime import handler
from gen_plugin_runtime.call import current_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tests.soak.ledger import Ledger

    from gen_plugin_runtime.transport import Buffer, Handler


class Soaked:
    """Fits `transport.ServerAdapter`."""

    service = "test.Soaked"

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "Answer": handler.unary(self.answer),
            "Raise": handler.unary(self.fail),
            "Wait": handler.unary(self.wait),
            "HangUp": handler.unary(self.hang_up),
            "Replies": handler.server_streaming(self.replies),
            "RepliesThenRaise": handler.server_streaming(self.replies_then_raise),
            "Hold": handler.server_streaming(self.hold),
            "Collect": handler.client_streaming(self.collect),
            "Mirror": handler.bidirectional(self.mirror),
        }

    def answer(self, request: Buffer) -> Buffer:
        call, _, size = read_order(request)
        with self._ledger.answering(call):
            return piece(call, 0, size)

    def fail(self, request: Buffer) -> Buffer:
        call, _, _ = read_order(request)
        with self._ledger.answering(call):
            raise OrderedError(f"call {call}")

    def wait(self, request: Buffer) -> Buffer:
        """Answer too late."""
        call, _, _ = read_order(request)
        with self._ledger.answering(call):
            if not current_call().wait_cancelled(PATIENCE):
                self._ledger.unexpected.append(f"call {call} was never cancelled")
            return piece(call, 0)

    def hang_up(self, request: Buffer) -> Buffer:
        """Drop the connection that this call came by."""
        call, _, _ = read_order(request)
        with self._ledger.answering(call):
            self._ledger.sockets[current_call().peer].shutdown(socket.SHUT_RDWR)
            return piece(call, 0)

    def replies(self, request: Buffer) -> Iterator[bytes]:
        call, count, size = read_order(request)
        with self._ledger.answering(call):
            for index in range(count):
                yield piece(call, index, size)

    def replies_then_raise(self, request: Buffer) -> Iterator[bytes]:
        call, _, _ = read_order(request)
        yield from self.replies(request)
        raise OrderedError(f"call {call}")

    def hold(self, request: Buffer) -> Iterator[bytes]:
        """A stream that stays open once it has begun."""
        yield bytes(request)
        current_call().wait_cancelled(PATIENCE)

    def collect(self, requests: Iterable[Buffer]) -> bytes:
        count = 0
        first = next(iter(requests))
        call = call_of(first)
        with self._ledger.answering(call):
            check(first, call, 0)
            for count, request in enumerate(requests, 1):
                check(request, call, count)
            return piece(call, count + 1)

    def mirror(self, requests: Iterable[Buffer]) -> Iterator[bytes]:
        first = next(iter(requests))
        call = call_of(first)
        with self._ledger.answering(call):
            check(first, call, 0)
            yield bytes(first)
            for index, request in enumerate(requests, 1):
                check(request, call, index)
                yield bytes(request)
