"""The soaked server over net/rpc: all that a plugin has for a host's connection."""

from __future__ import annotations

from tests.soak.messages import MAX_MESSAGE
from tests.soak.netrpc.service import SoakedPlugin

from gen_plugin_runtime.errors import ConnectionLost, EncodeError
from gen_plugin_runtime.netrpc.broker.calling import Calling
from gen_plugin_runtime.netrpc.calls.answering import ServerCall
from gen_plugin_runtime.netrpc.calls.server import Server
from gen_plugin_runtime.serving.netrpc_assembly import NetRpcAssembled
from gen_plugin_runtime.serving.output import OutputBuffer
from gen_plugin_runtime.serving.stop_request import StopRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.soak.ledger import Ledger


class NetRpcServing:
    """Fits `program.Serving`."""

    call: type = ServerCall

    def __init__(self, ledger: Ledger, workers: int) -> None:
        def note_error(method: str, error: BaseException) -> None:
            # A host that is still there is told of both, and a call that expects it not, fails.
            if not isinstance(error, ConnectionLost | EncodeError):
                ledger.note_error(method, error)

        server = Server(workers=workers, max_receive=MAX_MESSAGE, on_error=note_error)
        self._assembled = NetRpcAssembled(
            server,
            Calling(max_receive=MAX_MESSAGE),
            {"soaked": SoakedPlugin(ledger, workers)},
            StopRequest(),
            OutputBuffer(),
        )
        self.serve = self._assembled.serve

    def streams(self) -> list[int]:
        return [each._session.open_streams for each in list(self._assembled._connections)]
