"""From a started program to a connected plugin: handshake line -> connection -> session.

The host loads this module while the program starts: see `gen_plugin_runtime.host.start`.
"""

from __future__ import annotations

from gen_plugin_runtime.addresses import temporary_directory
from gen_plugin_runtime.errors import (
    ExitedBeforeHandshake,
    HandshakeError,
    LaunchFailed,
    StartError,
)
from gen_plugin_runtime.host.connection import connect_to, wait_until_heard, wait_until_trusted
from gen_plugin_runtime.host.descendants import kill_all_below, process_behind
from gen_plugin_runtime.host.left_sockets import remove_left_sockets
from gen_plugin_runtime.host.log import PluginLog, plugin_logger
from gen_plugin_runtime.host.opening import check_forms, load_transports, open_session
from gen_plugin_runtime.host.process import PluginProcess
from gen_plugin_runtime.host.running import RunningPlugin, discard
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
    from gen_plugin_runtime.tls.config import MutualTls, TlsConfig
    from gen_plugin_runtime.tls.identity import Identity


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
        load_transports(config, versions)
        own = None if spawned.identity is None else _own_side(spawned.identity)
        first_line = process.first_line(config.start_timeout)
        return _running(spawned, process, own, first_line, config, versions)
    except BaseException as error:
        exit_code = process.exit_code
        if config.runner is None:
            _end_with_all_below(process, first_line, spawned.socket_directory, config)
        else:
            process.kill()
            # Where it listens is a path of the plugin's side; its directory goes as a whole.
            discard(process, "", spawned.socket_directory)
        if isinstance(error, StartError):
            _complete(error, exit_code, process, spawned.runner)
        raise


def _running(
    spawned: Spawned,
    process: PluginProcess,
    own: MutualTls | None,
    first_line: str,
    config: ClientConfig,
    versions: Mapping[int, PluginSet],
) -> RunningPlugin:
    """From the handshake line to a session."""
    line = parse_handshake_line(
        first_line,
        versions=versions,
        protocols=config.allowed_protocols,
        multiplex=config.grpc_broker_multiplex,
    )
    plugins = versions[line.version]
    check_forms(line, plugins)
    tls = _agreed_tls(line, config, own)
    line = _translated(line, process)
    connection = connect_to(line, process)
    wrapped = _wrapped(connection, process, config)
    patience, directory = config.start_timeout, spawned.socket_directory
    session = open_session(line, connection, plugins, process, config, tls, patience, directory)
    if tls is not None:
        wait_until_trusted(session, process, patience)
    else:
        wait_until_heard(session, line, process, patience)
    return RunningPlugin(
        process,
        line,
        session,
        config.shutdown_timeout,
        has_pid=config.runner is None,
        socket_directory=spawned.socket_directory,
        wrapped=wrapped,
    )


def _end_with_all_below(
    process: PluginProcess, first_line: str, socket_directory: str, config: ClientConfig
) -> None:
    """End a process of this machine by force, and remove what it left."""
    launched = int(process.id)
    below = [] if process.ended else kill_all_below(launched)
    process.kill()
    discard(process, claimed_socket(first_line), socket_directory)
    directory = config.env.get("TMPDIR") or temporary_directory()
    remove_left_sockets([launched, *below], directory)


def _watched(spawned: Spawned, log: PluginLog) -> PluginProcess:
    try:
        return PluginProcess(spawned.runner, log)
    except (OSError, RuntimeError) as error:  # no descriptor or no thread is left
        spawned.abandon()
        raise LaunchFailed(f"cannot watch over the plugin's process: {error}") from error


def _own_side(identity: Identity) -> MutualTls:
    """The host's part of TLS, made while the program loads."""
    from gen_plugin_runtime.host import securing  # noqa: F401 - needed after the handshake line
    from gen_plugin_runtime.tls.config import MutualTls

    return MutualTls(identity)


def _agreed_tls(
    line: HandshakeLine, config: ClientConfig, own: MutualTls | None
) -> TlsConfig | None:
    if own is not None:
        from gen_plugin_runtime.host.securing import agreed_tls

        return agreed_tls(own, line.certificate)
    if line.certificate:
        raise HandshakeError("the plugin sent a certificate, but this host has not asked for one")
    return config.tls


def _translated(line: HandshakeLine, process: PluginProcess) -> HandshakeLine:
    try:
        return line.at(*process.plugin_to_host(line.network, line.address))
    except Exception as error:
        raise StartError(
            f"the runner cannot say where {line.network} {line.address} of the plugin's side is "
            f"on this side: {error}"
        ) from error


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
