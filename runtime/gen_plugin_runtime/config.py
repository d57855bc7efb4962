"""The configurations of host and plugin: go-plugin's names in Python's spelling."""

from __future__ import annotations

from gen_plugin_runtime.errors import ConfigError
from gen_plugin_runtime.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    import logging
    import os
    from asyncio import AbstractEventLoop
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any, Protocol, TypeAlias

    from gen_plugin_runtime import addresses
    from gen_plugin_runtime.hclog import Logger
    from gen_plugin_runtime.plugin import Plugin
    from gen_plugin_runtime.secure_config import SecureConfig
    from gen_plugin_runtime.tls.config import TlsConfig

    class BytesWriter(Protocol):
        """Takes bytes: a binary file, `io.BytesIO`."""

        def write(self, data: bytes, /) -> object:
            """Take all of `data`."""

    class TextWriter(Protocol):
        """Takes text: `sys.stdout`, `io.StringIO`. Bytes are decoded as UTF-8 before."""

        def write(self, text: str, /) -> object:
            """Take all of `text`."""

    Writer: TypeAlias = BytesWriter | TextWriter
    PluginSet: TypeAlias = Mapping[str, Plugin[Any]]  # each name has an interface of its own
    Network: TypeAlias = addresses.Network
    Command: TypeAlias = Sequence[str | os.PathLike[str]]
    TlsProvider: TypeAlias = Callable[[], TlsConfig | None]

_TRANSPORTS = frozenset({"grpc"})
_NETWORKS = frozenset({"unix", "tcp"})
_HIGHEST_PORT = 65535


class HandshakeConfig(Frozen):
    """What host and plugin must share to take each other for the right ones.

    Args:
        protocol_version: The application's protocol version: raise it when an interface changes in
            a way that older programs do not understand.
        magic_cookie_key: Name of the environment variable by which a plugin knows that a host
            started it, not a person.
        magic_cookie_value: That variable's value. It is no secret.

    Raises:
        ConfigError: If one of them cannot work.
    """

    protocol_version: int
    magic_cookie_key: str
    magic_cookie_value: str
    __slots__ = ("protocol_version", "magic_cookie_key", "magic_cookie_value")

    def __init__(
        self, protocol_version: int, magic_cookie_key: str, magic_cookie_value: str
    ) -> None:
        if protocol_version < 0:
            raise ConfigError(f"protocol_version must be 0 or more, not {protocol_version}")
        if not magic_cookie_key or "=" in magic_cookie_key or "\0" in magic_cookie_key:
            raise ConfigError(
                f"magic_cookie_key must name an environment variable, not {magic_cookie_key!r}"
            )
        if not magic_cookie_value or "\0" in magic_cookie_value:
            raise ConfigError(
                f"magic_cookie_value must be a text of your choice, not {magic_cookie_value!r}"
            )
        self._fill(
            protocol_version=protocol_version,
            magic_cookie_key=magic_cookie_key,
            magic_cookie_value=magic_cookie_value,
        )


class ServeConfig(Frozen):
    """What a plugin process serves, and how.

    Args:
        handshake: As in the host.
        plugins: The plugins to serve by name, with their implementations, for the handshake's
            protocol version.
        versioned_plugins: The same for each further protocol version.
        logger: For what the runtime itself has to say: interrupts, and, at level ``debug``, the
            exceptions of implementations. By default an hclog logger without a name.
        grace: Seconds that running calls get to finish when the host asks for the end. Hosts kill
            after 2 seconds, so it should stay below.
        end_with_host: Whether the plugin ends when its host is gone. Say False where another host
            will attach to the running plugin.
        connect_timeout: Seconds in which a host has to connect, if `end_with_host`.
        send_tracebacks: Whether hosts are sent where the exceptions of implementations come from,
            and of objects that this side passes to the host. Tracebacks can hold secrets, and who
            can connect can see them.
        network: ``unix`` or ``tcp``; by default unix sockets wherever the system has them. TCP
            listens on 127.0.0.1, where every user of the machine can connect.
        loop: The event loop in which async methods of implementations run. Another thread runs
            it, while this one serves. By default a thread of the runtime's own, if it is needed.
        tls_provider: Called once, when the plugin starts; gives the TLS to speak. With None, and
            without a provider, the host decides: AutoMTLS if it asks for that, else no TLS.

    Raises:
        ConfigError: If there is nothing to serve, or a value cannot work.
    """

    handshake: HandshakeConfig
    plugins: PluginSet | None
    versioned_plugins: Mapping[int, PluginSet]
    logger: Logger | None
    grace: float
    end_with_host: bool
    connect_timeout: float
    send_tracebacks: bool
    network: Network | None
    loop: AbstractEventLoop | None
    tls_provider: TlsProvider | None
    __slots__ = (
        "handshake",
        "plugins",
        "versioned_plugins",
        "logger",
        "grace",
        "end_with_host",
        "connect_timeout",
        "send_tracebacks",
        "network",
        "loop",
        "tls_provider",
    )

    def __init__(
        self,
        handshake: HandshakeConfig,
        plugins: PluginSet | None = None,
        *,
        versioned_plugins: Mapping[int, PluginSet] | None = None,
        logger: Logger | None = None,
        grace: float = 1.0,
        end_with_host: bool = True,
        connect_timeout: float = 60.0,
        send_tracebacks: bool = False,
        network: Network | None = None,
        loop: AbstractEventLoop | None = None,
        tls_provider: TlsProvider | None = None,
    ) -> None:
        versioned = dict(versioned_plugins or {})
        _check_plugins(plugins, versioned)
        _check_not_negative("grace", grace)
        _check_positive("connect_timeout", connect_timeout)
        if network is not None and network not in _NETWORKS:
            raise ConfigError(f"network must be 'unix' or 'tcp', not {network!r}")
        self._fill(
            handshake=handshake,
            plugins=plugins,
            versioned_plugins=versioned,
            logger=logger,
            grace=grace,
            end_with_host=end_with_host,
            connect_timeout=connect_timeout,
            send_tracebacks=send_tracebacks,
            network=network,
            loop=loop,
            tls_provider=tls_provider,
        )


class ClientConfig(Frozen):
    """Which plugin a host launches, and how.

    Args:
        handshake: As in the plugin.
        plugins: The plugins to dispense by name, for the handshake's protocol version.
        versioned_plugins: The same for each protocol version that this host can still talk to.
        command: The program and its arguments, as for `subprocess.Popen`: never a shell's text.
        env: Variables to add to the environment that the plugin inherits.
        cwd: The plugin's working directory, by default the host's.
        start_timeout: Seconds until the plugin must have printed its handshake line.
        call_timeout: Seconds for each call, unless the call says otherwise. None: no limit.
        shutdown_timeout: Seconds that the plugin gets to end by itself before it is killed.
        allowed_protocols: The transports that may be used.
        send_tracebacks: Whether the plugin is sent where the exceptions of objects come from that
            this side passes to it. Tracebacks can hold secrets: the host's, shown to the plugin.
        min_port: Lowest TCP port for plugins that do not use unix sockets.
        max_port: Highest such port.
        logger: Gets the plugin's log, under ``<logger>.<the command's base name>``. By default
            ``logging.getLogger("plugin")``.
        log_buffer_size: The longest log line in bytes that is kept in one piece.
        stderr: Gets a copy of all that the plugin writes to its real standard error.
        sync_stdout: Gets what the plugin prints on its standard output once it serves.
        sync_stderr: Gets what the plugin's code writes to `sys.stderr` once it serves.
        auto_mtls: Whether host and plugin make certificates for this one start, and trust nobody
            but each other. The plugin's library has to know AutoMTLS too.
        tls: The TLS to speak, with a plugin whose `tls_provider` gives the other side of it.
        secure_config: The file that may be run, by its checksum.

    Raises:
        ConfigError: If a value cannot work.
    """

    handshake: HandshakeConfig
    plugins: PluginSet | None
    versioned_plugins: Mapping[int, PluginSet]
    command: tuple[str, ...]
    env: Mapping[str, str]
    cwd: str | os.PathLike[str] | None
    start_timeout: float
    call_timeout: float | None
    shutdown_timeout: float
    allowed_protocols: tuple[str, ...]
    send_tracebacks: bool
    min_port: int
    max_port: int
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
        "env",
        "cwd",
        "start_timeout",
        "call_timeout",
        "shutdown_timeout",
        "allowed_protocols",
        "send_tracebacks",
        "min_port",
        "max_port",
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
        command: Command,
        versioned_plugins: Mapping[int, PluginSet] | None = None,
        env: Mapping[str, str] | None = None,
        cwd: str | os.PathLike[str] | None = None,
        start_timeout: float = 60.0,
        call_timeout: float | None = None,
        shutdown_timeout: float = 2.0,
        allowed_protocols: Sequence[str] = ("grpc",),
        send_tracebacks: bool = False,
        min_port: int = 10000,
        max_port: int = 25000,
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
        _check_plugins(plugins, versioned)
        _check_ports(min_port, max_port)
        _check_positive("start_timeout", start_timeout)
        _check_positive("log_buffer_size", log_buffer_size)
        _check_not_negative("shutdown_timeout", shutdown_timeout)
        if call_timeout is not None:
            _check_positive("call_timeout", call_timeout)
        if tls is not None:
            check_tls("tls", tls)
            if auto_mtls:
                raise ConfigError("auto_mtls and tls are two ways to have TLS: choose one")
        self._fill(
            handshake=handshake,
            plugins=plugins,
            versioned_plugins=versioned,
            command=_checked_command(command),
            env=_checked_environment(env),
            cwd=cwd,
            start_timeout=start_timeout,
            call_timeout=call_timeout,
            shutdown_timeout=shutdown_timeout,
            allowed_protocols=_checked_protocols(allowed_protocols),
            send_tracebacks=send_tracebacks,
            min_port=min_port,
            max_port=max_port,
            logger=logger,
            log_buffer_size=log_buffer_size,
            stderr=stderr,
            sync_stdout=sync_stdout,
            sync_stderr=sync_stderr,
            auto_mtls=auto_mtls,
            tls=tls,
            secure_config=secure_config,
        )


def _check_plugins(plugins: PluginSet | None, versioned: Mapping[int, PluginSet]) -> None:
    if plugins is None and not versioned:
        raise ConfigError(
            'there are no plugins: give some, as in plugins={"greeter": GreeterPlugin()}'
        )
    for version in versioned:
        if version < 0:
            raise ConfigError(f"a protocol version must be 0 or more, not {version}")
    for plugin_set in (plugins or {}, *versioned.values()):
        for name, plugin in plugin_set.items():
            if isinstance(plugin, type):
                raise ConfigError(
                    f"the plugin {name!r} is the class {plugin.__name__}: give an object of it, "
                    f"as in {plugin.__name__}()"
                )


def _checked_command(command: Command) -> tuple[str, ...]:
    if isinstance(command, str):
        raise ConfigError(
            f"command must be a list, as in [sys.executable, 'main.py'], not the text {command!r}"
        )
    words = tuple(word if isinstance(word, str) else _path_text(word) for word in command)
    if not words or not words[0]:
        raise ConfigError("command is empty: name the program to launch, then its arguments")
    return words


def _path_text(word: os.PathLike[str]) -> str:
    text = word.__fspath__() if hasattr(word, "__fspath__") else None
    if not isinstance(text, str):
        raise ConfigError(f"command must consist of texts and paths, not {word!r}")
    return text


def _checked_environment(env: Mapping[str, str] | None) -> dict[str, str]:
    checked: dict[str, str] = {}
    items: Iterable[tuple[object, object]] = (env or {}).items()
    for name, value in items:
        # A value is not shown: it may be secret.
        if not isinstance(name, str) or not isinstance(value, str):
            raise ConfigError(f"env must map texts to texts; {name!r} is not, or its value is not")
        if not name or "=" in name or "\0" in name or "\0" in value:
            raise ConfigError(f"env: {name!r} or its value cannot stand in an environment")
        checked[name] = value
    return checked


def _checked_protocols(protocols: Sequence[str]) -> tuple[str, ...]:
    if isinstance(protocols, str):
        raise ConfigError(f"allowed_protocols must be a list, as in [{protocols!r}]")
    unknown = set(protocols) - _TRANSPORTS
    if unknown or not protocols:
        raise ConfigError(
            f"allowed_protocols must name transports among {', '.join(sorted(_TRANSPORTS))}, "
            f"not {list(protocols)}"
        )
    return tuple(protocols)


def check_tls(name: str, value: object) -> None:
    """Refuse what is no `TlsConfig`; an `ssl.SSLContext` alone has but one of the two roles."""
    from gen_plugin_runtime.tls.config import TlsConfig  # with it comes `ssl`

    if not isinstance(value, TlsConfig):
        raise ConfigError(
            f"{name} must be a TlsConfig, as in TlsConfig(client=..., server=...), not {value!r}"
        )


def _check_ports(lowest: int, highest: int) -> None:
    if not 0 <= lowest <= highest <= _HIGHEST_PORT:
        raise ConfigError(
            f"min_port and max_port must be ports in order, not {lowest} and {highest}"
        )


def _check_positive(name: str, value: float) -> None:
    if not value > 0:
        raise ConfigError(f"{name} must be more than 0, not {value}")


def _check_not_negative(name: str, value: float) -> None:
    if not value >= 0:
        raise ConfigError(f"{name} must be 0 or more, not {value}")
