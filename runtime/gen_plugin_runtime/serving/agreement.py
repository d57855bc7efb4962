"""What a plugin agrees on with the host that started it: version, transport, TLS."""

from __future__ import annotations

from gen_plugin_runtime.config.checks import check_tls, transport_of
from gen_plugin_runtime.frozen import Frozen
from gen_plugin_runtime.hclog import get_logger
from gen_plugin_runtime.protocol.handshake_line import HandshakeLine
from gen_plugin_runtime.protocol.negotiation import choose_version, plugin_versions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.addresses import Listener
    from gen_plugin_runtime.config.serve import ServeConfig
    from gen_plugin_runtime.config.types import PluginSet
    from gen_plugin_runtime.protocol.environment import PluginEnvironment
    from gen_plugin_runtime.tls.config import TlsConfig
    from gen_plugin_runtime.transport import Transport


class Agreed(Frozen):
    """What is served, and how; all of the handshake line but the address.

    Attributes:
        version: The application's protocol version.
        plugins: Those of that version.
        protocol: The transport.
        tls: The TLS to speak; None for none.
        certificate: This side's for the line, in AutoMTLS; else empty.
        multiplexed: Whether all connections share one; None for a host that says nothing of it.
    """

    version: int
    plugins: PluginSet
    protocol: Transport
    tls: TlsConfig | None
    certificate: str
    multiplexed: bool | None
    __slots__ = ("certificate", "multiplexed", "plugins", "protocol", "tls", "version")

    def __init__(
        self,
        version: int,
        plugins: PluginSet,
        protocol: Transport,
        *,
        tls: TlsConfig | None,
        certificate: str,
        multiplexed: bool | None,
    ) -> None:
        self._fill(
            version=version,
            plugins=plugins,
            protocol=protocol,
            tls=tls,
            certificate=certificate,
            multiplexed=multiplexed,
        )

    def line(self, listener: Listener) -> HandshakeLine:
        """The handshake line."""
        return HandshakeLine(
            self.version,
            listener.network,
            listener.address,
            self.protocol,
            self.certificate,
            self.multiplexed,
        )


def agree(config: ServeConfig, environment: PluginEnvironment) -> Agreed:
    """Bring together what this plugin can do with what its host asks for.

    Raises:
        ConfigError: They do not fit together.
    """
    version, plugins = _negotiate(config, environment)
    tls, certificate = _agree_on_tls(config, environment)
    return Agreed(
        version,
        plugins,
        transport_of(plugins, config.protocol),
        tls=tls,
        certificate=certificate,
        multiplexed=environment.multiplex,
    )


def _negotiate(config: ServeConfig, environment: PluginEnvironment) -> tuple[int, PluginSet]:
    own = plugin_versions(
        config.handshake.protocol_version, config.plugins, config.versioned_plugins
    )
    for text in environment.bad_versions:
        get_logger().warn("the host sent a protocol version that is no number", version=text)
    version = choose_version(own, environment.versions)
    return version, own[version]


def _agree_on_tls(
    config: ServeConfig, environment: PluginEnvironment
) -> tuple[TlsConfig | None, str]:
    """The TLS to speak, and the certificate to answer the host's with; the plugin's own wins."""
    own = config.tls_provider() if config.tls_provider is not None else None
    if own is not None:
        check_tls("what tls_provider gives", own)
    if own is not None or not environment.client_certificate:
        return own, ""
    from gen_plugin_runtime.serving.securing import auto_mtls

    return auto_mtls(environment.client_certificate)
