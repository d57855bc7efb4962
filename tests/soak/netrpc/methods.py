"""The methods of what is soaked over net/rpc, and of the objects that are passed there."""

from __future__ import annotations

from tests.soak.messages import piece, read_order

from gen_plugin_runtime.netrpc.gob.basics import BYTES, UINT32
from gen_plugin_runtime.netrpc.gob.structs import Struct
from gen_plugin_runtime.netrpc.handler import NetRpcHandler
from gen_plugin_runtime.netrpc.rpc.method import Method

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

ANSWER = Method("Plugin.Answer", BYTES, BYTES)
RAISE = Method("Plugin.Raise", BYTES, BYTES)
WAIT = Method("Plugin.Wait", BYTES, BYTES)
HANG_UP = Method("Plugin.HangUp", BYTES, BYTES)
MEET = Method("Plugin.Meet", BYTES, BYTES)
CALL_BACK = Method(
    "Plugin.CallBack", Struct("main.CallBack", (("Object", UINT32), ("Order", BYTES))), BYTES
)
OPEN = Method("Plugin.Open", BYTES, UINT32)


class Pieces:
    """An object of either side, which answers for a call."""

    def methods(self) -> Mapping[str, NetRpcHandler]:
        return {"Answer": NetRpcHandler(ANSWER, self.answer)}

    def answer(self, request: bytes) -> bytes:
        """The piece of the place that is asked for in place of a count."""
        return piece(*read_order(request))
