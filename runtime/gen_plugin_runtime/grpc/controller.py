"""`plugin.GRPCController`: by it a host asks a plugin to end."""

from __future__ import annotations

from gen_plugin_runtime.handler import unary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.transport import Buffer, Handler

SHUTDOWN = "/plugin.GRPCController/Shutdown"


class ControllerServer:
    """Passes the host's wish on.

    Args:
        stop: Begins the plugin's end and returns soon: the host waits for the answer.
    """

    service = "plugin.GRPCController"

    def __init__(self, stop: Callable[[], None]) -> None:
        self._stop = stop

    def handlers(self) -> dict[str, Handler]:
        """Its one method."""
        return {"Shutdown": unary(self._shutdown)}

    def _shutdown(self, request: Buffer) -> bytes:  # noqa: ARG002 - the request has no fields
        self._stop()
        return b""
