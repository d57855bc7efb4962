"""`TlsConfig`: whom one side trusts and what it shows, in both of its roles."""

from __future__ import annotations

import ssl

from gen_plugin_runtime.errors import ConfigError
from gen_plugin_runtime.frozen import Frozen
from gen_plugin_runtime.tls.contexts import client_context, load_identity, server_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from typing import Self, TypeAlias

    from gen_plugin_runtime.tls.identity import Identity

    File: TypeAlias = str | os.PathLike[str]

ALPN = "h2"


class TlsConfig(Frozen):
    """TLS for the connections between host and plugin (go-plugin: `TLSConfig`, `TLSProvider`).

    Both sides need both roles: a host connects to its plugin, and accepts the connections to
    objects that it passes to the plugin; a plugin accepts its host, and connects to such objects.

    Args:
        client: For connections that this side makes.
        server: For connections that it accepts. To know who connects, it must ask for certificates
            (`ssl.CERT_REQUIRED`).
        server_name: The name that the other side's certificate must have.
        peer_certificate: The one certificate that is accepted of the other side, in DER, beyond
            what the contexts verify; None for any that they accept.

    Both contexts are set to offer HTTP/2 (ALPN ``h2``), which gRPC needs; net/rpc does not mind.

    Raises:
        ConfigError: A context is for the other role, or allows versions before TLS 1.2; or what is
            given as a name is none.
    """

    client: ssl.SSLContext
    server: ssl.SSLContext
    server_name: str
    peer_certificate: bytes | None
    __slots__ = ("client", "peer_certificate", "server", "server_name")

    def __init__(
        self,
        client: ssl.SSLContext,
        server: ssl.SSLContext,
        *,
        server_name: str = "localhost",
        peer_certificate: bytes | None = None,
    ) -> None:
        _prepare("client", client, ssl.PROTOCOL_TLS_CLIENT)
        _prepare("server", server, ssl.PROTOCOL_TLS_SERVER)
        _check_name(client, server_name)
        self._fill(
            client=client,
            server=server,
            server_name=server_name,
            peer_certificate=peer_certificate,
        )

    @classmethod
    def from_files(
        cls, *, certificate: File, private_key: File, trusted: File, server_name: str = "localhost"
    ) -> Self:
        """Mutual TLS from PEM files: each side shows a certificate, and trusts no system roots.

        Args:
            certificate: This side's certificate, perhaps with those that signed it.
            private_key: Its key, unencrypted.
            trusted: The other side's certificate, or those that may have signed it.
            server_name: As for the class.

        Raises:
            OSError: A file cannot be read, or has something else in it (`ssl.SSLError`).
        """
        client, server = client_context(), server_context()
        for context in (client, server):
            context.load_cert_chain(certificate, private_key)
            context.load_verify_locations(trusted)
        return cls(client, server, server_name=server_name)


class MutualTls:
    """AutoMTLS on one side, ready but for the other side's certificate.

    Args:
        identity: This side's.
    """

    def __init__(self, identity: Identity) -> None:
        self._client, self._server = client_context(), server_context()
        for context in (self._client, self._server):
            load_identity(context, identity)

    def trusting(self, peer: bytes) -> TlsConfig:
        """The TLS in which each side trusts the other's certificate, and nothing else. Once.

        Args:
            peer: The other side's certificate, in DER.

        Raises:
            ValueError: It is no certificate.
        """
        for context in (self._client, self._server):
            try:
                context.load_verify_locations(cadata=peer)
            except (ssl.SSLError, ValueError) as error:
                raise ValueError(f"it is no X.509 certificate: {error}") from None
        return TlsConfig(self._client, self._server, peer_certificate=peer)


def _prepare(name: str, context: ssl.SSLContext, protocol: ssl._SSLMethod) -> None:
    if context.protocol != protocol:
        raise ConfigError(f"the {name} context must be made with ssl.{protocol.name}")
    if context.minimum_version < ssl.TLSVersion.TLSv1_2:
        raise ConfigError(
            f"the {name} context allows versions before TLS 1.2: set its minimum_version to "
            "ssl.TLSVersion.TLSv1_2"
        )
    context.set_alpn_protocols([ALPN])


def _check_name(client: ssl.SSLContext, name: str) -> None:
    """Have it refused now, and not when a plugin has been started."""
    try:
        client.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname=name)
    except (TypeError, ValueError) as error:
        raise ConfigError(f"server_name {name!r} cannot be a certificate's name: {error}") from None
