"""`serve`: the whole life of a plugin process, step by step (go-plugin: `Serve`)."""

from __future__ import annotations

import os
import sys

from gen_plugin_runtime.addresses import listen
from gen_plugin_runtime.broker.broker import Broker
from gen_plugin_runtime.broker.links import SocketLinks
from gen_plugin_runtime.broker.stream import BrokerServer
from gen_plugin_runtime.errors import ConfigError
from gen_plugin_runtime.grpc.controller import ControllerServer
from gen_plugin_runtime.grpc.health import HealthServer
from gen_plugin_runtime.grpc.peer import Peer
from gen_plugin_runtime.grpc.server import DEFAULT_MAX_RECEIVE, Server
from gen_plugin_runtime.grpc.stdio import StdioServer
from gen_plugin_runtime.hclog import describe, get_logger
from gen_plugin_runtime.protocol.environment import PluginEnvironment, clear_for_children
from gen_plugin_runtime.protocol.handshake_line import HandshakeLine, format_handshake_line
from gen_plugin_runtime.protocol.negotiation import choose_version, plugin_versions
from gen_plugin_runtime.serving.host_watch import HostWatch
from gen_plugin_runtime.serving.output import STDOUT, CapturedOutput, OutputBuffer
from gen_plugin_runtime.serving.stop_request import StopRequest
from gen_plugin_runtime.serving.supervisor import Supervisor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.addresses import Listener
    from gen_plugin_runtime.config.handshake import HandshakeConfig
    from gen_plugin_runtime.config.serve import ServeConfig
    from gen_plugin_runtime.config.types import PluginSet
    from gen_plugin_runtime.hclog import Logger
    from gen_plugin_runtime.transport import ServerAdapter

_NOT_BY_HAND = """\
This program is a plugin: it is meant to be started by its host, not by hand.
Start the host instead. A host in Python starts this plugin with

    with launch([sys.executable, {program!r}]) as plugin:
        ...
"""

_LONGEST_EXIT_WITHOUT_HOST = 5.0
_HOST_CHECK_INTERVAL = 1.0
_LAST_OUTPUT_TIMEOUT = 0.2


def serve(config: ServeConfig) -> None:
    """Serve plugins until the host says stop, or is gone. Call it last in the plugin's main module.

    While it serves, `print` and `sys.stderr` go to the host's copies of standard output and error,
    and the logger of `get_logger` to the host's log. What was printed and flushed before has
    already reached the host, which takes it for a broken handshake: print nothing at import time.

    Args:
        config: What to serve, and how.

    Raises:
        SystemExit: With code 1, after an explanation on stderr, if no host started this program.
        ConfigError: If the configuration and the host's wishes do not fit together, or standard
            output is closed.
        OSError: If the system refuses to listen.
    """
    _check_cookie(config.handshake)
    _check_standard_descriptors()
    environment = PluginEnvironment(os.environ)
    clear_for_children(os.environ, config.handshake.magic_cookie_key)
    _refuse_what_is_missing(environment)
    version, plugins = negotiate(config, environment)
    _join_logging()
    listener, links = listen_for_hosts(config, environment)
    try:
        host = _serve_at(listener, links, config, version, plugins)
    finally:
        listener.close()
    if host is not None:
        _end_with(host, config.grace)


def _check_cookie(handshake: HandshakeConfig) -> None:
    if os.environ.get(handshake.magic_cookie_key) == handshake.magic_cookie_value:
        return
    program = sys.argv[0] if sys.argv else "main.py"
    sys.stderr.write(_NOT_BY_HAND.format(program=program))
    raise SystemExit(1)


def _check_standard_descriptors() -> None:
    """Find out what the program has closed before a socket gets its number, and our log with it."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            if descriptor == STDOUT:
                raise ConfigError(
                    "the program has closed its standard output, where its host waits for the "
                    "handshake line: leave it open"
                ) from None
            os.open(os.devnull, os.O_RDWR)


def _refuse_what_is_missing(environment: PluginEnvironment) -> None:
    if environment.client_certificate:
        raise ConfigError(
            "the host asks for AutoMTLS (PLUGIN_CLIENT_CERT), which this plugin's runtime does not "
            "speak: turn it off in the host"
        )


def negotiate(config: ServeConfig, environment: PluginEnvironment) -> tuple[int, PluginSet]:
    """The protocol version to serve, and its plugins."""
    own = plugin_versions(
        config.handshake.protocol_version, config.plugins, config.versioned_plugins
    )
    for text in environment.bad_versions:
        get_logger().warn("the host sent a protocol version that is no number", version=text)
    version = choose_version(own, environment.versions)
    return version, own[version]


def listen_for_hosts(
    config: ServeConfig, environment: PluginEnvironment
) -> tuple[Listener, SocketLinks]:
    """Listen where the host wants it; with that, how brokered connections are made alike."""
    place = (
        config.network,
        environment.socket_directory,
        (environment.min_port, environment.max_port),
        environment.socket_group,
    )
    return listen(*place), SocketLinks(*place)


def _join_logging() -> None:
    """Send `logging` to the host's log, if the program uses it and has not set it up itself."""
    logging = sys.modules.get("logging")
    if logging is not None and not logging.getLogger().handlers:
        from gen_plugin_runtime.logging_bridge import join_logging

        join_logging()


def _serve_at(
    listener: Listener, links: SocketLinks, config: ServeConfig, version: int, plugins: PluginSet
) -> HostWatch | None:
    """Serve; what to watch the host by from now on, unless the plugin may outlive it."""
    logger = config.logger or get_logger()
    stop = StopRequest()
    buffer = OutputBuffer()
    server, broker = assemble(links, config, version, plugins, stop, buffer)
    line = HandshakeLine(version, listener.network, listener.address, "grpc")
    host_is_gone = True
    output = CapturedOutput(buffer)
    host = HostWatch(output.real_stdout) if config.end_with_host else None
    try:
        if _announce(output.real_stdout, line):
            output.start()
            _handle_signals(logger, listener)
            supervisor = Supervisor(listener, server, stop, host, config.connect_timeout)
            host_is_gone = supervisor.run()
    finally:
        output.restore()
        buffer.close()
        server.stop(0.0 if host_is_gone else config.grace)
        broker.close()
        stop.close()
    return host and host.through(STDOUT)


def assemble(
    links: SocketLinks,
    config: ServeConfig,
    version: int,
    plugins: PluginSet,
    stop: StopRequest,
    output: OutputBuffer,
) -> tuple[Server, Broker]:
    """The server of everything that a plugin process answers to, and its broker."""
    if config.loop is not None:
        from gen_plugin_runtime.event_loop import use_loop

        use_loop(config.loop)
    logger = config.logger or get_logger()

    def report(method: str, error: BaseException) -> None:
        # The caller gets the exception; where it came from only the plugin knows.
        logger.debug("an implementation raised", method=method, **describe(error))

    broker = Broker(
        links,
        send_tracebacks=config.send_tracebacks,
        on_error=report,
        peer=Peer("the host", version),
    )
    server = Server(
        _services(plugins, broker, stop, output),
        max_receive=DEFAULT_MAX_RECEIVE if config.max_receive is None else config.max_receive,
        send_tracebacks=config.send_tracebacks,
        on_error=report,
    )
    return server, broker


def _services(
    plugins: PluginSet, broker: Broker, stop: StopRequest, output: OutputBuffer
) -> list[ServerAdapter]:
    """Everything that a plugin process answers to."""

    def end() -> None:
        # Go's hosts close the connection as soon as they are answered.
        output.wait_until_taken(_LAST_OUTPUT_TIMEOUT)
        stop.make()

    return [
        HealthServer(),
        *(plugin.server(broker) for plugin in plugins.values()),
        BrokerServer(broker),
        ControllerServer(end),
        StdioServer(output),
    ]


def _announce(stdout: int, line: HandshakeLine) -> bool:
    """Print the handshake line; whether the host is still there to read it."""
    try:
        os.write(stdout, os.fsencode(format_handshake_line(line)))  # there is a path in it
    except BrokenPipeError:
        return False
    return True


def _handle_signals(logger: Logger, listener: Listener) -> None:
    # Imported only now: it takes its time, and the host has its line.
    from gen_plugin_runtime.serving.signals import handle_signals

    handle_signals(logger, listener.remove)


def _end_with(host: HostWatch, grace: float) -> None:
    """See to it that threads of the program do not keep alive a plugin whose host is gone."""
    import threading
    import time

    def exit_late() -> None:
        while not host.is_gone():
            time.sleep(_HOST_CHECK_INTERVAL)
        time.sleep(max(grace, _LONGEST_EXIT_WITHOUT_HOST))
        os._exit(0)

    threading.Thread(target=exit_late, name="gen-plugin exit", daemon=True).start()
