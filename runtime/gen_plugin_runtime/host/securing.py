"""TLS on the host's side of a start. Loaded where a host asks for it, while its plugin starts."""

from __future__ import annotations

from gen_plugin_runtime.broker.tls_links import TlsLinks
from gen_plugin_runtime.errors import HandshakeError, TlsFailed
from gen_plugin_runtime.tls.handshake import connect_tls
from gen_plugin_runtime.tls.identity import der_from_field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.broker.links import Links
    from gen_plugin_runtime.tls.config import MutualTls, TlsConfig
    from gen_plugin_runtime.transport import TimedByteStream


def agreed_tls(own: MutualTls, certificate: str) -> TlsConfig:
    """The TLS between this host and the plugin that has answered with a certificate.

    Args:
        own: The host's side.
        certificate: The plugin's, as the handshake line has it.

    Raises:
        TlsFailed: The plugin has sent no certificate.
        HandshakeError: What it has sent is none.
    """
    if not certificate:
        raise TlsFailed(
            "the host asks for AutoMTLS, but the plugin has sent no certificate: either it has a "
            "TLS provider of its own, or its plugin library does not know AutoMTLS"
        )
    try:
        return own.trusting(der_from_field(certificate))
    except ValueError as error:
        raise HandshakeError(
            f"the plugin's certificate in its handshake line cannot be read: {error}"
        ) from None


def secured(
    stream: TimedByteStream, links: Links, config: TlsConfig, timeout: float
) -> tuple[TimedByteStream, Links]:
    """The connection to the plugin and those that are brokered on it, with TLS.

    Args:
        stream: The connection.
        links: Make the brokered ones.
        config: Whom to trust.
        timeout: Seconds for opening TLS on the connection.

    Raises:
        OSError: One side does not trust the other, or the plugin does not speak TLS.
    """
    return connect_tls(stream, config, timeout), TlsLinks(links, config)
