"""`ClientConfig`: which plugin a host uses, and how."""

from __future__ import annotations

from gen_plugin_runtime.config.checks import (
    TRANSPORTS,
    check_not_negative,
    check_one_source,
    check_plugins,
    check_ports,
    check_positive,
    check_source_goes_with,
    check_tls,
    checked_command,
    checked_environment,
    checked_protocols,
)
from gen_plugin_runtime.errors import ConfigError
from gen_plugin_runtime.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    import logging
    import os
    from collections.abc import Mapping, Sequence

    from gen_plugin_runtime.config.handshake import HandshakeConfig
    from gen_plugin_runtime.config.reattach import ReattachConfig
    from gen_plugin_runtime.config.runner import RunnerFunction
    from gen_plugin_runtime.config.types import Command, PluginSet, Writer
    from gen_plugin_runtime.config.unix_socket import UnixSocketConfig
    from gen_plugin_runtime.secure_config import SecureConfig
    from gen_plugin_runtime.tls.config import TlsConfig


class ClientConfig(Frozen):
    """Which plugin a host uses, and how: by `command`, `runner` or `reattach`, exactly one.

    Args:
        handshake: As in the plugin.
        plugins: The plugins to dispense by name, for the handshake's protocol version.
        versioned_plugins: The same for each protocol version that this host can still talk to.
        command: The program and its arguments, as for `subprocess.Popen`: never a shell's text.
        runner: Instead of `command`: runs the plugin in another way, as in a container.
        reattach: Instead of `command`: where a plugin is that runs already.
        env: Variables to add to the environment that the plugin inherits. They win over inherited
            ones; those that the protocol itself needs win over both.
        skip_host_env: Whether the plugin inherits nothing, so that `env` is all that it gets.
        cwd: The plugin's working directory, by default the host's.
        start_timeout: Seconds until the plugin must have printed its handshake line, and as many
            for each answer that the connection waits for then: in TLS, if there is any, and in
            HTTP/2. One that is reattached to has 10 seconds for each at most.
        call_timeout: Seconds for each call, unless the call says otherwise. None: no limit.
        shutdown_timeout: Seconds that the plugin gets to end by itself before it is killed.
        allowed_protocols: The transports that may be used, ``grpc`` and ``netrpc``; by default
            both: the plugin chooses.
        grpc_broker_multiplex: Whether the objects that calls pass share the one connection to the
            plugin, as they always do over net/rpc, instead of having a socket each. The plugin must
            be able to: those of this library are, those of go-plugin since its version 1.6. Not
            with `reattach`.
        send_tracebacks: Whether the plugin is sent where the exceptions of objects come from that
            this side passes to it. Tracebacks can hold secrets: the host's, shown to the plugin.
        unix_socket: Where unix sockets are made, and who may connect to them.
        min_port: Lowest TCP port for plugins that do not use unix sockets.
        max_port: Highest such port.
        max_receive: The longest message that is taken from the plugin, in bytes; None: 2 GiB, and
            256 MiB for what it sends to objects that this side passes to it.
        managed: Whether `cleanup_clients` ends the plugin.
        logger: Gets the plugin's log, under ``<logger>.<the command's base name>``. By default
            ``logging.getLogger("plugin")``.
        log_buffer_size: The longest log line in bytes that is kept in one piece.
        stderr: Gets a copy of all that the plugin writes to its real standard error.
        sync_stdout: Gets what the plugin prints on its standard output once it serves.
        sync_stderr: Gets what the plugin's code writes to `sys.stderr` once it serves.
        auto_mtls: Whether host and plugin make certificates for this one start, and trust nobody
            but each other. The plugin's library has to know AutoMTLS too. Not with `reattach`.
        tls: The TLS to speak, with a plugin whose `tls_provider` gives the other side of it.
        secure_config: The file that may be run, by its checksum. Only with `command`.

    Raises:
        ConfigError: If a value cannot work.
    """

    handshake: HandshakeConfig
    plugins: PluginSet | None
    versioned_plugins: Mapping[int, PluginSet]
    command: tuple[str, ...]
    runner: RunnerFunction | None
    reattach: ReattachConfig | None
    env: Mapping[str, str]
    skip_host_env: bool
    cwd: str | os.PathLike[str] | None
    start_timeout: float
    call_timeout: float | None
    shutdown_timeout: float
    allowed_protocols: tuple[str, ...]
    grpc_broker_multiplex: bool
    send_tracebacks: bool
    unix_socket: UnixSocketConfig | None
    min_port: int
    max_port: int
    max_receive: int | None
    managed: bool
    logger: logging.Logger | None
    log_buffer_size: int
    stderr: Writer | None
    sync_stdout: Writer | None
    sync_stderr: Writer | None
    auto_mtls: bool
    tls: TlsConfig | None
    secure_config: SecureConfig | None
    __slots__ = (
        "handshake",
        "plugins",
        "versioned_plugins",
        "command",
        "runner",
        "reattach",
        "env",
        "skip_host_env",
        "cwd",
        "start_timeout",
        "call_timeout",
        "shutdown_timeout",
        "allowed_protocols",
        "grpc_broker_multiplex",
        "send_tracebacks",
        "unix_socket",
        "min_port",
        "max_port",
        "max_receive",
        "managed",
        "logger",
        "log_buffer_size",
        "stderr",
        "sync_stdout",
        "sync_stderr",
        "auto_mtls",
        "tls",
        "secure_config",
    )
    _secret = ("env",)

    def __init__(
        self,
        handshake: HandshakeConfig,
        plugins: PluginSet | None = None,
        *,
        command: Command | None = None,
        runner: RunnerFunction | None = None,
        reattach: ReattachConfig | None = None,
        versioned_plugins: Mapping[int, PluginSet] | None = None,
        env: Mapping[str, str] | None = None,
        skip_host_env: bool = False,
        cwd: str | os.PathLike[str] | None = None,
        start_timeout: float = 60.0,
        call_timeout: float | None = None,
        shutdown_timeout: float = 2.0,
        allowed_protocols: Sequence[str] = TRANSPORTS,
        grpc_broker_multiplex: bool = False,
        send_tracebacks: bool = False,
        unix_socket: UnixSocketConfig | None = None,
        min_port: int = 10000,
        max_port: int = 25000,
        max_receive: int | None = None,
        managed: bool = False,
        logger: logging.Logger | None = None,
        log_buffer_size: int = 64 * 1024,
        stderr: Writer | None = None,
        sync_stdout: Writer | None = None,
        sync_stderr: Writer | None = None,
        auto_mtls: bool = False,
        tls: TlsConfig | None = None,
        secure_config: SecureConfig | None = None,
    ) -> None:
        versioned = dict(versioned_plugins or {})
        check_one_source(command=command, reattach=reattach, runner=runner)
        check_source_goes_with(
            command=command,
            reattach=reattach,
            multiplex=grpc_broker_multiplex,
            auto_mtls=auto_mtls,
            secure=secure_config,
        )
        check_plugins(plugins, versioned)
        check_ports(min_port, max_port)
        check_positive("start_timeout", start_timeout)
        check_positive("log_buffer_size", log_buffer_size)
        check_not_negative("shutdown_timeout", shutdown_timeout)
        if call_timeout is not None:
            check_positive("call_timeout", call_timeout)
        if tls is not None:
            check_tls("tls", tls)
            if auto_mtls:
                raise ConfigError("auto_mtls and tls are two ways to have TLS: choose one")
        if max_receive is not None:
            check_positive("max_receive", max_receive)
        self._fill(
            handshake=handshake,
            plugins=plugins,
            versioned_plugins=versioned,
            command=() if command is None else checked_command(command),
            runner=runner,
            reattach=reattach,
            env=checked_environment(env),
            skip_host_env=skip_host_env,
            cwd=cwd,
            start_timeout=start_timeout,
            call_timeout=call_timeout,
            shutdown_timeout=shutdown_timeout,
            allowed_protocols=checked_protocols(allowed_protocols),
            grpc_broker_multiplex=grpc_broker_multiplex,
            send_tracebacks=send_tracebacks,
            unix_socket=unix_socket,
            min_port=min_port,
            max_port=max_port,
            max_receive=max_receive,
            managed=managed,
            logger=logger,
            log_buffer_size=log_buffer_size,
            stderr=stderr,
            sync_stdout=sync_stdout,
            sync_stderr=sync_stderr,
            auto_mtls=auto_mtls,
            tls=tls,
            secure_config=secure_config,
        )
