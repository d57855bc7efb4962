"""From a started program to a connected plugin: handshake line -> connection -> session.

The host loads this module while the program starts: see `gen_plugin_runtime.host.start`.
"""

from __future__ import annotations

from gen_plugin_runtime.addresses import connect
from gen_plugin_runtime.errors import (
    ExitedBeforeHandshake,
    HandshakeError,
    LaunchFailed,
    NotListening,
    StartError,
)
from gen_plugin_runtime.host.descendants import kill_all_below, process_behind
from gen_plugin_runtime.host.ending import describe_end
from gen_plugin_runtime.host.links import host_links
from gen_plugin_runtime.host.log import PluginLog, plugin_logger
from gen_plugin_runtime.host.process import PluginProcess
from gen_plugin_runtime.host.running import RunningPlugin, discard
from gen_plugin_runtime.host.session import open_session
from gen_plugin_runtime.host.sinks import Sink
from gen_plugin_runtime.host.spawn import diagnose
from gen_plugin_runtime.protocol.handshake_line import claimed_socket, parse_handshake_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping

    from gen_plugin_runtime.config.client import ClientConfig
    from gen_plugin_runtime.config.runner import Runner
    from gen_plugin_runtime.config.types import PluginSet
    from gen_plugin_runtime.host.attached_process import AttachedProcess
    from gen_plugin_runtime.host.spawn import Spawned
    from gen_plugin_runtime.protocol.handshake_line import HandshakeLine

_EXIT_AFTER_REFUSAL = 0.5


def establish(
    spawned: Spawned, config: ClientConfig, versions: Mapping[int, PluginSet]
) -> RunningPlugin:
    """Wait for a program's handshake and connect to it.

    Args:
        spawned: The program.
        config: What to expect of it.
        versions: The plugins for each protocol version that it was offered.

    Raises:
        StartError: One of its subclasses, with what it printed last. Nothing of it is left.
    """
    logger = plugin_logger(config.logger, spawned.runner.name)
    log = PluginLog(logger, Sink(config.stderr), config.log_buffer_size)
    process = _watched(spawned, log)
    first_line = ""
    try:
        first_line = process.first_line(config.start_timeout)
        line = _translated(_checked(first_line, config, versions), process)
        connection = _connected(process, line)
        links = host_links(process, config, spawned.socket_directory)
        wrapped = _wrapped(connection, process, config)
        plugins = versions[line.version]
        session = open_session(connection, line.version, plugins, process, config, links)
        return RunningPlugin(
            process,
            line,
            session,
            config.shutdown_timeout,
            socket_directory=spawned.socket_directory,
            wrapped=wrapped,
        )
    except BaseException as error:
        exit_code = process.exit_code
        if config.runner is None and not process.ended:
            kill_all_below(int(process.id))
        process.kill()
        # With a runner the path is one of the plugin's side; its directory goes as a whole.
        socket_path = claimed_socket(first_line) if config.runner is None else ""
        discard(process, socket_path, spawned.socket_directory)
        if isinstance(error, StartError):
            _complete(error, exit_code, process, spawned.runner)
        raise


def _watched(spawned: Spawned, log: PluginLog) -> PluginProcess:
    try:
        return PluginProcess(spawned.runner, log)
    except (OSError, RuntimeError) as error:  # no descriptor or no thread is left
        spawned.abandon()
        raise LaunchFailed(f"cannot watch over the plugin's process: {error}") from error


def _checked(text: str, config: ClientConfig, versions: Mapping[int, PluginSet]) -> HandshakeLine:
    line = parse_handshake_line(
        text,
        versions=versions,
        protocols=config.allowed_protocols,
        multiplex=config.grpc_broker_multiplex,
    )
    if line.certificate:
        raise HandshakeError("the plugin sent a certificate, but this host does not ask for TLS")
    return line


def _translated(line: HandshakeLine, process: PluginProcess) -> HandshakeLine:
    try:
        return line.at(*process.plugin_to_host(line.network, line.address))
    except Exception as error:
        raise StartError(
            f"the runner cannot say where {line.network} {line.address} of the plugin's side is "
            f"on this side: {error}"
        ) from error


def _connected(process: PluginProcess, line: HandshakeLine) -> socket.socket:
    try:
        return connect(line.network, line.address)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        message = (
            f"the plugin printed the {line.network} address {line.address!r}, but nobody answers "
            f"there: {reason}"
        )
        if process.wait(_EXIT_AFTER_REFUSAL):
            message += f"; the plugin {describe_end(process.exit_code)}"
        raise NotListening(message) from error


def _wrapped(
    connection: socket.socket, process: PluginProcess, config: ClientConfig
) -> AttachedProcess | None:
    return process_behind(connection, int(process.id)) if config.runner is None else None


def _complete(
    error: StartError, exit_code: int | None, process: PluginProcess, runner: Runner
) -> None:
    """Add to an error what people need to find its cause."""
    error.exit_code = exit_code
    error.stderr = process.last_lines()
    # A program that has said something for itself needs no guesses.
    if isinstance(error, ExitedBeforeHandshake | HandshakeError) and not error.stderr:
        error.diagnosis = diagnose(runner)
