"""What the soaked server serves over net/rpc."""

from __future__ import annotations

import socket
import time
from threading import Barrier
from typing import Any

from tests.grpc.services import PATIENCE
from tests.soak.ledger import OrderedError
from tests.soak.messages import check, order, piece, read_order
from tests.soak.netrpc.methods import (
    ANSWER,
    CALL_BACK,
    HANG_UP,
    MEET,
    OPEN,
    RAISE,
    WAIT,
    Pieces,
)

from gen_plugin_runtime import Plugin
from gen_plugin_runtime.call import current_call
from gen_plugin_runtime.netrpc.handler import NetRpcHandler

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.soak.ledger import Ledger

    from gen_plugin_runtime.netrpc.transport import NetRpcBroker

SECONDS = 0.02
"""That `Wait` takes, which is too long for who calls it."""


class Soaked:
    """Fits `netrpc.transport.NetRpcServerAdapter`.

    Args:
        ledger: Where it notes what happens.
        workers: How many calls have to come at once to `Meet`.
        broker: Of the connection.
    """

    def __init__(self, ledger: Ledger, workers: int, broker: NetRpcBroker) -> None:
        self._ledger = ledger
        self._together = Barrier(workers)
        self._broker = broker

    def methods(self) -> Mapping[str, NetRpcHandler]:
        return {
            "Answer": NetRpcHandler(ANSWER, self.answer),
            "Raise": NetRpcHandler(RAISE, self.fail),
            "Wait": NetRpcHandler(WAIT, self.wait),
            "HangUp": NetRpcHandler(HANG_UP, self.hang_up),
            "Meet": NetRpcHandler(MEET, self.meet),
            "CallBack": NetRpcHandler(CALL_BACK, self.call_back),
            "Open": NetRpcHandler(OPEN, self.open),
        }

    def answer(self, request: bytes) -> bytes:
        call, _, size = read_order(request)
        with self._ledger.answering(call):
            return piece(call, 0, size)

    def fail(self, request: bytes) -> bytes:
        call, _, _ = read_order(request)
        with self._ledger.answering(call):
            raise OrderedError(f"call {call}")

    def wait(self, request: bytes) -> bytes:
        """Answer too late: nobody tells an implementation that its caller has left."""
        call, _, _ = read_order(request)
        with self._ledger.answering(call):
            time.sleep(SECONDS)
            return piece(call, 0)

    def hang_up(self, request: bytes) -> bytes:
        """Drop the connection that this call came by."""
        call, _, _ = read_order(request)
        with self._ledger.answering(call):
            self._ledger.sockets[current_call().peer].shutdown(socket.SHUT_RDWR)
            return piece(call, 0)

    def meet(self, request: bytes) -> bytes:
        """Wait for as many calls as there are workers."""
        self._together.wait(PATIENCE)
        return request

    def call_back(self, visit: tuple[int, bytes]) -> bytes:
        """Have pieces from an object of the host's."""
        number, request = visit
        call, count, size = read_order(request)
        with self._ledger.answering(call):
            answer = self._broker.dial(number).method(ANSWER)
            for index in range(count):
                check(answer(order(call, index, size)), call, index)
            return piece(call, count)

    def open(self, request: bytes) -> int:
        """Serve an object."""
        call, _, _ = read_order(request)
        with self._ledger.answering(call):
            number = self._broker.next_id()
            self._broker.accept_and_serve(number, Pieces())
            return number


class SoakedPlugin(Plugin[Any]):
    """Serves it.

    Args:
        ledger: See `Soaked`.
        workers: Likewise.
    """

    transports = ("netrpc",)

    def __init__(self, ledger: Ledger, workers: int) -> None:
        super().__init__()
        self._ledger = ledger
        self._workers = workers

    def server(self, broker: NetRpcBroker) -> Soaked:
        return Soaked(self._ledger, self._workers, broker)
