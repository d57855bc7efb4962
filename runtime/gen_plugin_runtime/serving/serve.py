"""`serve`: the whole life of a plugin process, step by step (go-plugin: `Serve`)."""

from __future__ import annotations

import os
import sys
import threading
import time

from gen_plugin_runtime.errors import ConfigError
from gen_plugin_runtime.grpc.broker import Broker, BrokerServer
from gen_plugin_runtime.grpc.controller import ControllerServer
from gen_plugin_runtime.grpc.health import HealthServer
from gen_plugin_runtime.grpc.server import Server
from gen_plugin_runtime.grpc.stdio import StdioServer
from gen_plugin_runtime.hclog import get_logger
from gen_plugin_runtime.protocol.environment import PluginEnvironment
from gen_plugin_runtime.protocol.handshake_line import HandshakeLine, format_handshake_line
from gen_plugin_runtime.protocol.negotiation import choose_version, plugin_versions
from gen_plugin_runtime.serving.host_watch import HostWatch
from gen_plugin_runtime.serving.listener import listen
from gen_plugin_runtime.serving.output import CapturedOutput, OutputBuffer
from gen_plugin_runtime.serving.supervisor import Supervisor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.config import HandshakeConfig, PluginSet, ServeConfig

_NOT_BY_HAND = """\
This program is a plugin: it is meant to be started by its host, not by hand.
Start the host instead. In Python, a host starts it with:

    with launch([sys.executable, {program!r}]) as plugin:
        ...
"""


def serve(config: ServeConfig) -> None:
    """Serve plugins until the host says stop, or is gone. Call it last in the plugin's main module.

    While it serves, `print` and `sys.stderr` go to the host's copies of standard output and error,
    and the logger of `get_logger` to the host's log. What was printed and flushed before has already
    reached the host, which takes it for a broken handshake: print nothing at import time.

    Args:
        config: What to serve, and how.

    Raises:
        SystemExit: With code 1, after an explanation on stderr, if no host started this program.
        ConfigError: If the configuration and the host's wishes do not fit together.
        OSError: If the system refuses to listen.
    """
    _check_cookie(config.handshake)
    environment = PluginEnvironment(os.environ)
    _refuse_what_is_missing(environment)
    version, plugins = _negotiate(config, environment)
    _join_logging()
    _Plugin(config, environment, version, plugins).run()


def _check_cookie(handshake: HandshakeConfig) -> None:
    if os.environ.get(handshake.magic_cookie_key) == handshake.magic_cookie_value:
        return
    program = sys.argv[0] if sys.argv else "main.py"
    sys.stderr.write(_NOT_BY_HAND.format(program=program))
    raise SystemExit(1)


def _refuse_what_is_missing(environment: PluginEnvironment) -> None:
    if environment.client_certificate:
        raise ConfigError(
            "the host asks for AutoMTLS (PLUGIN_CLIENT_CERT), which this plugin's runtime does not "
            "speak: turn it off in the host"
        )


def _negotiate(config: ServeConfig, environment: PluginEnvironment) -> tuple[int, PluginSet]:
    own = plugin_versions(
        config.handshake.protocol_version, config.plugins, config.versioned_plugins
    )
    for text in environment.bad_versions:
        get_logger().warn("the host sent a protocol version that is no number", version=text)
    version = choose_version(own, environment.versions)
    return version, own[version]


def _join_logging() -> None:
    """Send `logging` to the host's log, if the program uses it and has not set it up itself."""
    logging = sys.modules.get("logging")
    if logging is not None and not logging.getLogger().handlers:
        from gen_plugin_runtime.logging_bridge import join_logging

        join_logging()


class _Plugin:
    """The parts of a serving plugin. Everything that has to be undone is undone by `run`."""

    def __init__(
        self,
        config: ServeConfig,
        environment: PluginEnvironment,
        version: int,
        plugins: PluginSet,
    ) -> None:
        self._config = config
        self._logger = config.logger or get_logger(level="info")
        self._output = OutputBuffer()
        self._broker = Broker()
        self._health = HealthServer()
        services = [
            self._health,
            *(plugin.server(self._broker) for plugin in plugins.values()),
            BrokerServer(self._broker),
            ControllerServer(self._stop),
            StdioServer(self._output),
        ]
        self._server = Server(services)
        self._listener = listen(
            config.network,
            environment.socket_directory,
            (environment.min_port, environment.max_port),
        )
        self._line = HandshakeLine(version, self._listener.network, self._listener.address, "grpc")
