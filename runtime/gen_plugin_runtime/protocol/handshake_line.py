"""The line that a plugin prints: ``CORE|APP|NETWORK|ADDRESS|PROTOCOL|CERT``, perhaps ``|MUX``."""

from __future__ import annotations

from gen_plugin_runtime.errors import (
    HandshakeError,
    MultiplexingUnsupported,
    UnsupportedTransport,
    VersionMismatch,
)
from gen_plugin_runtime.frozen import Frozen
from gen_plugin_runtime.protocol.scalars import parse_boolean, parse_integer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

CORE_VERSION = 1
"""The version of go-plugin's protocol itself."""

LONGEST_LINE = 64 * 1024
"""Bytes after which a line without an end is no handshake line, as for Go's `bufio.Scanner`."""

_FEWEST_FIELDS = 4
_LONGEST_CERTIFICATE_PLACEHOLDER = 50


class HandshakeLine(Frozen):
    """A handshake line's meaning.

    Attributes:
        version: The application's protocol version that the plugin serves.
        network: ``unix`` or ``tcp``.
        address: A socket's path, or ``HOST:PORT``.
        protocol: ``grpc`` or ``netrpc``.
        certificate: The plugin's certificate, DER in base64 without padding; empty without
            AutoMTLS.
        multiplexed: The seventh field; None where the line has six, or nobody looked at it.
    """

    version: int
    network: str
    address: str
    protocol: str
    certificate: str
    multiplexed: bool | None
    __slots__ = ("version", "network", "address", "protocol", "certificate", "multiplexed")

    def __init__(
        self,
        version: int,
        network: str,
        address: str,
        protocol: str,
        certificate: str = "",
        multiplexed: bool | None = None,  # noqa: FBT001 - a field of a value
    ) -> None:
        self._fill(
            version=version,
            network=network,
            address=address,
            protocol=protocol,
            certificate=certificate,
            multiplexed=multiplexed,
        )

    def at(self, network: str, address: str) -> HandshakeLine:
        """The same plugin, where another side finds it."""
        return HandshakeLine(
            self.version, network, address, self.protocol, self.certificate, self.multiplexed
        )


def format_handshake_line(line: HandshakeLine) -> str:
    """The text to print, with its newline.

    Raises:
        ValueError: If the address cannot stand in such a line.
    """
    if any(separator in line.address for separator in "|\r\n"):
        raise ValueError(
            f"the address {line.address!r} has a character that ends a field of the handshake line"
        )
    fields = [str(CORE_VERSION), str(line.version), line.network, line.address, line.protocol]
    fields.append(line.certificate)
    # Hosts before go-plugin 1.6 would take a seventh field for part of the certificate.
    if line.multiplexed is not None:
        fields.append("true" if line.multiplexed else "false")
    return "|".join(fields) + "\n"


def parse_handshake_line(
    text: str,
    *,
    versions: Collection[int],
    protocols: Collection[str],
    multiplex: bool = False,
) -> HandshakeLine:
    """Read a plugin's first line and check it against what this host can do, in go-plugin's order.

    Args:
        text: The line; white space around it does not count.
        versions: The protocol versions that the host has plugins for.
        protocols: The transports that the host allows.
        multiplex: Whether the host has asked for one connection for all. Only then, and with gRPC,
            is the seventh field looked at.

    Raises:
        HandshakeError: If it is not a handshake line, or one of another core protocol.
        VersionMismatch: If the host has no plugins for the plugin's version.
        UnsupportedTransport: If the plugin speaks a transport that is not allowed.
        MultiplexingUnsupported: If the plugin cannot multiplex, as it was asked to.
    """
    fields = text.strip().split("|")
    if len(fields) < _FEWEST_FIELDS:
        raise HandshakeError(
            f"the first line on the plugin's stdout is no handshake: {_shown(text)}; until it "
            "serves, a plugin must print nothing there (send such output to stderr)"
        )
    _check_core(fields[0])
    version = _parse_version(fields[1], versions)
    network, address = _parse_address(fields[2], fields[3])
    protocol = fields[4] if len(fields) > 4 and fields[4] else "netrpc"
    if protocol not in protocols:
        raise UnsupportedTransport(
            f"the plugin speaks the transport {protocol!r}, but this host allows only "
            f"{_listed(protocols)}: see ClientConfig.allowed_protocols"
        )
    certificate = _parse_certificate(fields[5]) if len(fields) > 5 else ""
    multiplexed = _parse_multiplexed(fields[6:]) if multiplex and protocol == "grpc" else None
    return HandshakeLine(version, network, address, protocol, certificate, multiplexed)


def claimed_socket(text: str) -> str:
    """The path of the unix socket that a line names, however wrong it is otherwise; or nothing."""
    fields = text.strip().split("|")
    return fields[3] if len(fields) >= _FEWEST_FIELDS and fields[2] == "unix" else ""


def _check_core(text: str) -> None:
    try:
        core = parse_integer(text)
    except ValueError as error:
        raise HandshakeError(f"the handshake line's core version is wrong: {error}") from None
    if core != CORE_VERSION:
        raise HandshakeError(
            f"the plugin speaks version {core} of the core protocol, this host {CORE_VERSION}: one "
            "of them has to be built with a newer plugin library"
        )


def _parse_version(text: str, versions: Collection[int]) -> int:
    try:
        version = parse_integer(text)
    except ValueError as error:
        raise HandshakeError(f"the handshake line's version is wrong: {error}") from None
    if version not in versions:
        raise VersionMismatch(
            f"the plugin serves protocol version {version}, but this host knows only "
            f"{_listed(sorted(versions))}: update whichever is older"
        )
    return version


def _parse_address(network: str, address: str) -> tuple[str, str]:
    if network == "unix" and address:
        return network, address
    if network == "tcp":
        host, colon, port = address.rpartition(":")
        if colon and port.isascii() and port.isdigit() and int(port) < 1 << 16:
            return network, f"{host or '127.0.0.1'}:{port}"
        raise HandshakeError(f"the handshake line's TCP address {address!r} is not HOST:PORT")
    raise HandshakeError(
        f"the handshake line names an address of an unknown type: {network!r}, {address!r}"
    )


def _parse_certificate(text: str) -> str:
    # go-plugin looks only at texts longer than 50 characters; shorter ones are placeholders.
    return text if len(text) > _LONGEST_CERTIFICATE_PLACEHOLDER else ""


def _parse_multiplexed(fields: list[str]) -> bool:
    """The seventh field, among those that follow the sixth."""
    try:
        multiplexed = bool(fields) and parse_boolean(fields[0])
    except ValueError as error:
        raise HandshakeError(f"the handshake line's seventh field is wrong: {error}") from None
    if not multiplexed:
        raise MultiplexingUnsupported(
            "the plugin cannot share one connection among all objects, which this host asks for: "
            "build it with a newer plugin library (go-plugin 1.6 or later), or leave out "
            "ClientConfig.grpc_broker_multiplex"
        )
    return True


def _listed(items: Collection[object]) -> str:
    return ", ".join(map(str, items)) or "none"


def _shown(text: str) -> str:
    shown = text.strip()
    longest = 200
    return repr(shown[:longest] + "..." if len(shown) > longest else shown)
