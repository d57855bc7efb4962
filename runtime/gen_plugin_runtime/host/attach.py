"""Reattaching: from the address of a plugin that runs already to a connected one."""

from __future__ import annotations

import os
import sys

from gen_plugin_runtime.addresses import connect
from gen_plugin_runtime.errors import (
    ConfigError,
    ProcessNotFound,
    StartError,
    UnsupportedTransport,
    VersionMismatch,
)
from gen_plugin_runtime.host.attached_process import AttachedProcess, UnwatchedProcess
from gen_plugin_runtime.host.connection import hear_from, wait_until_trusted
from gen_plugin_runtime.host.opening import check_forms, open_session
from gen_plugin_runtime.host.running import RunningPlugin
from gen_plugin_runtime.process_tree import is_below, peer_of
from gen_plugin_runtime.protocol.handshake_line import HandshakeLine

TYPE_CHECKING = False
if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping

    from gen_plugin_runtime.config.client import ClientConfig
    from gen_plugin_runtime.config.reattach import ReattachConfig
    from gen_plugin_runtime.config.runner import AttachedRunner
    from gen_plugin_runtime.config.types import PluginSet
    from gen_plugin_runtime.host.ending import WatchedProcess

_ANSWER = 10.0  # seconds for a plugin that runs already: it has nothing to load


def attach(
    reattach: ReattachConfig, config: ClientConfig, versions: Mapping[int, PluginSet]
) -> RunningPlugin:
    """Connect to a plugin that somebody else has started.

    Args:
        reattach: Where it is.
        config: How to call it.
        versions: The plugins for each protocol version that this host knows.

    Raises:
        ProcessNotFound: If it is not there.
        StartError: If this host cannot speak with it.
    """
    line = _expected_line(reattach, config, versions)
    plugins = versions[line.version]
    check_forms(line, plugins)
    process = _found(reattach)
    patience = min(config.start_timeout, _ANSWER)
    has_pid = reattach.attach is None and not reattach.test
    try:
        connection = _connected(line)
        if has_pid:
            _check_who_listens(connection, reattach)
        session = open_session(line, connection, plugins, process, config, config.tls, patience)
        if config.tls is not None:
            wait_until_trusted(session, process, patience)
        else:
            hear_from(session, lambda reason: _no_answer(reason, line.protocol), patience)
        return RunningPlugin(process, line, session, config.shutdown_timeout, has_pid=has_pid)
    except BaseException:
        process.detach()
        raise


def _no_answer(reason: str, protocol: str) -> StartError:
    return StartError(
        f"the plugin to reattach to does not answer in {protocol}: {reason}; maybe it speaks "
        "another protocol (see ReattachConfig.protocol), and one that was started with auto_mtls "
        "or grpc_broker_multiplex speaks with the host that started it alone"
    )


def _expected_line(
    reattach: ReattachConfig, config: ClientConfig, versions: Mapping[int, PluginSet]
) -> HandshakeLine:
    """What the plugin has told the host that started it."""
    version = reattach.protocol_version or config.handshake.protocol_version
    if version not in versions:
        known = ", ".join(map(str, sorted(versions)))
        raise VersionMismatch(
            f"the plugin to reattach to serves protocol version {version}, but this host knows "
            f"only {known}"
        )
    protocol = reattach.protocol or "netrpc"
    if protocol not in config.allowed_protocols:
        raise UnsupportedTransport(
            f"the plugin to reattach to speaks the transport {protocol!r}, but this host allows "
            f"only {', '.join(config.allowed_protocols)}: see ClientConfig.allowed_protocols"
        )
    return HandshakeLine(version, reattach.network, reattach.address, protocol)


def _found(reattach: ReattachConfig) -> WatchedProcess:
    if reattach.attach is not None:
        return AttachedProcess(reattach.attach())
    if reattach.test:
        return UnwatchedProcess()
    return AttachedProcess(_by_id(reattach.pid))


def _by_id(pid: int) -> AttachedRunner:
    if sys.platform == "win32":
        raise ConfigError(
            "on Windows a process cannot be asked for by its number: give ReattachConfig.attach"
        )
    if pid == 0:
        raise ConfigError(
            "the plugin to reattach to has no process on this machine: give ReattachConfig.pid, or "
            "attach for one that a runner runs"
        )
    from gen_plugin_runtime.host.foreign_process import DescribedProcess, PolledProcess

    try:
        return DescribedProcess(pid) if hasattr(os, "pidfd_open") else PolledProcess(pid)
    except ProcessLookupError:
        raise ProcessNotFound(f"there is no process {pid} to reattach to") from None


def _connected(line: HandshakeLine) -> socket.socket:
    try:
        return connect(line.network, line.address)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ProcessNotFound(
            f"no plugin answers at the {line.network} address {line.address!r}, where one was to "
            f"be reattached to: {reason}"
        ) from error


def _check_who_listens(connection: socket.socket, reattach: ReattachConfig) -> None:
    """A number of long ago may be another process's by now, which `kill` would end."""
    pid, listening = reattach.pid, peer_of(connection)
    if listening in {0, pid} or is_below(listening, pid) or is_below(pid, listening):
        return
    connection.close()
    raise ProcessNotFound(
        f"process {pid}, which was to be reattached to, is not the plugin: at "
        f"{reattach.address!r} process {listening} listens; see ReattachConfig.pid"
    )
