"""What answers hosts, put together in the transport that was agreed on."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from gen_plugin_runtime.config.serve import ServeConfig
    from gen_plugin_runtime.serving.agreement import Agreed
    from gen_plugin_runtime.serving.output import OutputBuffer
    from gen_plugin_runtime.serving.place import Place
    from gen_plugin_runtime.serving.stop_request import StopRequest
    from gen_plugin_runtime.transport import TimedByteStream

    class Assembled(Protocol):
        """What answers hosts, ready for connections."""

        def serve(self, stream: TimedByteStream, /) -> None:
            """Serve a connection until it ends."""

        def stop(self, grace: float) -> None:
            """End all connections; running calls get `grace` seconds to finish."""


def assemble(
    place: Place, config: ServeConfig, agreed: Agreed, stop: StopRequest, output: OutputBuffer
) -> Assembled:
    """Put together what answers hosts.

    Raises:
        ConfigError: What is to be served does not fit together.
    """
    if config.loop is not None:
        from gen_plugin_runtime.event_loop import use_loop

        use_loop(config.loop)
    # A plugin pays for the one that it speaks.
    if agreed.protocol == "netrpc":
        from gen_plugin_runtime.serving.netrpc_assembly import assemble_netrpc

        return assemble_netrpc(config, agreed, stop, output)
    from gen_plugin_runtime.serving.grpc_assembly import assemble_grpc

    return assemble_grpc(place, config, agreed, stop, output)
