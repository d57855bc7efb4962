"""From a started program to a connected plugin: handshake line -> connection -> session.

The host loads this module while the program starts: see `gen_plugin_runtime.host.start`.
"""

from __future__ import annotations

from gen_plugin_runtime.addresses import connect
from gen_plugin_runtime.broker.links import SocketLinks
from gen_plugin_runtime.errors import (
    HandshakeError,
    LaunchFailed,
    NotListening,
    StartError,
    TlsFailed,
)
from gen_plugin_runtime.host.log import PluginLog, plugin_logger
from gen_plugin_runtime.host.process import PluginProcess, describe_end
from gen_plugin_runtime.host.running import RunningPlugin, discard
from gen_plugin_runtime.host.session import open_session
from gen_plugin_runtime.host.sinks import Sink
from gen_plugin_runtime.protocol.handshake_line import claimed_socket, parse_handshake_line
from gen_plugin_runtime.streams import SocketStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    import subprocess
    from collections.abc import Mapping

    from gen_plugin_runtime.broker.links import Links
    from gen_plugin_runtime.config import ClientConfig, PluginSet
    from gen_plugin_runtime.host.session import Session
    from gen_plugin_runtime.protocol.handshake_line import HandshakeLine
    from gen_plugin_runtime.tls.config import MutualTls, TlsConfig
    from gen_plugin_runtime.tls.identity import Identity
    from gen_plugin_runtime.transport import TimedByteStream

_EXIT_AFTER_REFUSAL = 0.5
_FIRST_WORD = 10.0
_NO_TLS = "the plugin cannot be reached by TLS: "


def establish(
    program: subprocess.Popen[bytes],
    config: ClientConfig,
    versions: Mapping[int, PluginSet],
    identity: Identity | None,
) -> RunningPlugin:
    """Wait for a program's handshake and connect to it.

    Args:
        program: Started by `spawn`.
        config: What to expect of it.
        versions: The plugins for each protocol version that it was offered.
        identity: The host's certificate, where it was sent to the plugin for AutoMTLS.

    Raises:
        StartError: One of its subclasses, with what it printed last. Nothing of it is left.
    """
    logger = plugin_logger(config.logger, config.command[0])
    log = PluginLog(logger, Sink(config.stderr), config.log_buffer_size)
    process = _watched(program, log)
    first_line = ""
    try:
        own = None if identity is None else _own_side(identity)
        first_line = process.first_line(config.start_timeout)
        line = parse_handshake_line(
            first_line, versions=versions, protocols=config.allowed_protocols
        )
        tls = _agreed_tls(line, config, own)
        stream, links = _linked(process, line, tls)
        plugins = versions[line.version]
        session = open_session(stream, links, line.version, plugins, process, config)
        if tls is not None:
            _wait_until_trusted(session, process)
        return RunningPlugin(process, line, session, config.shutdown_timeout)
    except BaseException as error:
        exit_code = process.exit_code
        process.kill()
        discard(process, claimed_socket(first_line))
        if isinstance(error, StartError):
            error.exit_code = exit_code
            error.stderr = log.last_lines()
        raise


def _watched(program: subprocess.Popen[bytes], log: PluginLog) -> PluginProcess:
    try:
        return PluginProcess(program, log)
    except (OSError, RuntimeError) as error:  # no descriptor or no thread is left
        with program:
            program.kill()
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


def _linked(
    process: PluginProcess, line: HandshakeLine, tls: TlsConfig | None
) -> tuple[TimedByteStream, Links]:
    """The connection to the plugin, and what makes further ones."""
    stream, links = SocketStream(_connected(process, line)), SocketLinks()
    if tls is None:
        return stream, links
    from gen_plugin_runtime.host.securing import secured

    try:
        return secured(stream, links, tls)
    except OSError as error:
        raise TlsFailed(f"{_NO_TLS}{error}{_end_of(process)}") from error


def _wait_until_trusted(session: Session, process: PluginProcess) -> None:
    """Have it told now, not at the first call, if the plugin refuses the host's certificate.

    In TLS 1.3 the host's handshake is over before the plugin has looked at it.
    """
    reason = session.wait_for_peer(_FIRST_WORD)
    if reason is not None:
        raise TlsFailed(f"{_NO_TLS}{reason}{_end_of(process)}")


def _connected(process: PluginProcess, line: HandshakeLine) -> socket.socket:
    try:
        return connect(line.network, line.address)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        message = (
            f"the plugin printed the {line.network} address {line.address!r}, but nobody answers "
            f"there: {reason}"
        )
        raise NotListening(message + _end_of(process)) from error


def _end_of(process: PluginProcess) -> str:
    """How the process has ended, to be added to what was noticed before; or nothing."""
    if process.wait(_EXIT_AFTER_REFUSAL) and process.exit_code is not None:
        return f"; the plugin {describe_end(process.exit_code)}"
    return ""
