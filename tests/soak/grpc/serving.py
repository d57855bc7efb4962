"""The soaked server over gRPC."""

from __future__ import annotations

from tests.soak.grpc.service import Soaked
from tests.soak.messages import MAX_MESSAGE

from gen_plugin_runtime.grpc.answering import ServerCall
from gen_plugin_runtime.grpc.server import Server

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.soak.ledger import Ledger


class GrpcServing:
    """Fits `program.Serving`."""

    call: type = ServerCall

    def __init__(self, ledger: Ledger, workers: int) -> None:
        self._server = Server(
            [Soaked(ledger)],
            workers=workers,
            max_receive=MAX_MESSAGE,
            on_error=ledger.note_error,
        )
        self.serve = self._server.serve_connection

    def streams(self) -> list[int]:
        return [each.driver.protocol.open_streams for each in list(self._server._connections)]
