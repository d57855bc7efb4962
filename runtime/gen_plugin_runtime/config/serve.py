"""`ServeConfig`: what a plugin process serves, and how."""

from __future__ import annotations

from gen_plugin_runtime.config.checks import (
    check_not_negative,
    check_plugins,
    check_positive,
    check_protocol,
)
from gen_plugin_runtime.errors import ConfigError
from gen_plugin_runtime.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import Mapping

    from gen_plugin_runtime.addresses import Network
    from gen_plugin_runtime.config.handshake import HandshakeConfig
    from gen_plugin_runtime.config.types import PluginSet, TlsProvider
    from gen_plugin_runtime.hclog import Logger
    from gen_plugin_runtime.transport import Transport

_NETWORKS = frozenset({"unix", "tcp"})


class ServeConfig(Frozen):
    """What a plugin process serves, and how.

    Args:
        handshake: As in the host.
        plugins: The plugins to serve by name, with their implementations, for the handshake's
            protocol version.
        versioned_plugins: The same for each further protocol version.
        protocol: The transport to serve, ``grpc`` or ``netrpc``. By default gRPC, unless none of a
            version's plugins has a form for it.
        logger: For what the runtime itself has to say: interrupts, and, at level ``debug``, the
            exceptions of implementations. By default an hclog logger without a name.
        grace: Seconds that running calls get to finish when the host asks for the end. Hosts kill
            after 2 seconds, so it should stay below.
        end_with_host: Whether the plugin ends when its host is gone. Say False where another host
            will attach to the running plugin.
        connect_timeout: Seconds in which a host has to connect, and again after the last connection
            has ended, if `end_with_host`.
        max_receive: The longest message that is taken from a host, in bytes; None: 256 MiB,
            and 2 GiB for what objects that it passes send back.
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
    protocol: Transport | None
    logger: Logger | None
    grace: float
    end_with_host: bool
    connect_timeout: float
    max_receive: int | None
    send_tracebacks: bool
    network: Network | None
    loop: AbstractEventLoop | None
    tls_provider: TlsProvider | None
    __slots__ = (
        "handshake",
        "plugins",
        "versioned_plugins",
        "protocol",
        "logger",
        "grace",
        "end_with_host",
        "connect_timeout",
        "max_receive",
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
        protocol: Transport | None = None,
        logger: Logger | None = None,
        grace: float = 1.0,
        end_with_host: bool = True,
        connect_timeout: float = 60.0,
        max_receive: int | None = None,
        send_tracebacks: bool = False,
        network: Network | None = None,
        loop: AbstractEventLoop | None = None,
        tls_provider: TlsProvider | None = None,
    ) -> None:
        versioned = dict(versioned_plugins or {})
        check_plugins(plugins, versioned)
        check_protocol(protocol, plugins, versioned)
        check_not_negative("grace", grace)
        check_positive("connect_timeout", connect_timeout)
        if max_receive is not None:
            check_positive("max_receive", max_receive)
        if network is not None and network not in _NETWORKS:
            raise ConfigError(f"network must be 'unix' or 'tcp', not {network!r}")
        self._fill(
            handshake=handshake,
            plugins=plugins,
            versioned_plugins=versioned,
            protocol=protocol,
            logger=logger,
            grace=grace,
            end_with_host=end_with_host,
            connect_timeout=connect_timeout,
            max_receive=max_receive,
            send_tracebacks=send_tracebacks,
            network=network,
            loop=loop,
            tls_provider=tls_provider,
        )
