"""All that a plugin process serves with: where it listens, and what answers there."""

from __future__ import annotations

from gen_plugin_runtime.addresses import listen
from gen_plugin_runtime.hclog import describe, get_logger

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol, TypeAlias

    from gen_plugin_runtime.addresses import Listener, Network
    from gen_plugin_runtime.config.serve import ServeConfig
    from gen_plugin_runtime.hclog import Logger
    from gen_plugin_runtime.protocol.environment import PluginEnvironment
    from gen_plugin_runtime.serving.agreement import Agreed
    from gen_plugin_runtime.serving.output import OutputBuffer
    from gen_plugin_runtime.serving.stop_request import StopRequest
    from gen_plugin_runtime.transport import TimedByteStream

    Place: TypeAlias = tuple[Network | None, str, tuple[int, int], str]
    """Where sockets are made: the arguments of `addresses.listen`."""

    class Assembled(Protocol):
        """What answers hosts, ready for connections."""

        def serve(self, stream: TimedByteStream, /) -> None:
            """Serve a connection until it ends."""

        def stop(self, grace: float) -> None:
            """End all connections; running calls get `grace` seconds to finish."""


LAST_OUTPUT_TIMEOUT = 0.2
"""Seconds for what was printed to reach the host before it is answered that the end is near."""


def place_of(config: ServeConfig, environment: PluginEnvironment) -> Place:
    """Where the host wants sockets to be."""
    return (
        config.network,
        environment.socket_directory,
        (environment.min_port, environment.max_port),
        environment.socket_group,
    )


def listen_for_hosts(place: Place) -> Listener:
    """Listen where the host wants it."""
    return listen(*place)


def assemble(
    place: Place, config: ServeConfig, agreed: Agreed, stop: StopRequest, output: OutputBuffer
) -> Assembled:
    """Put together what answers a host in the transport that was agreed on.

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


def reporting(config: ServeConfig) -> tuple[Logger, Callable[[str, BaseException], None]]:
    """The plugin's logger, and what tells it of the exceptions of implementations."""
    logger = config.logger or get_logger()

    def report(method: str, error: BaseException) -> None:
        # The caller gets the exception; where it came from only the plugin knows.
        logger.debug("an implementation raised", method=method, **describe(error))

    return logger, report
