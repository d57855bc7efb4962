"""IP addresses, networks and interfaces as text.

Classes are compared exactly: an interface is an address too, and would arrive as less than it is.
"""

from __future__ import annotations

from ipaddress import (
    IPv4Address,
    IPv4Interface,
    IPv4Network,
    IPv6Address,
    IPv6Interface,
    IPv6Network,
)

from gen_plugin_runtime.errors import DecodeError, EncodeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    Address = TypeVar("Address")

__all__ = [
    "ipv4_address_from_text",
    "ipv4_address_to_text",
    "ipv4_interface_from_text",
    "ipv4_interface_to_text",
    "ipv4_network_from_text",
    "ipv4_network_to_text",
    "ipv6_address_from_text",
    "ipv6_address_to_text",
    "ipv6_interface_from_text",
    "ipv6_interface_to_text",
    "ipv6_network_from_text",
    "ipv6_network_to_text",
]


def ipv4_address_to_text(value: IPv4Address) -> str:
    """``192.0.2.1``."""
    return _text(value, IPv4Address)


def ipv4_address_from_text(text: str) -> IPv4Address:
    """The address of four decimal numbers."""
    return _parsed(text, IPv4Address)


def ipv6_address_to_text(value: IPv6Address) -> str:
    """``2001:db8::1``, with ``%`` and its scope if it has one."""
    return _text(value, IPv6Address)


def ipv6_address_from_text(text: str) -> IPv6Address:
    """The address, in any form that `IPv6Address` reads."""
    return _parsed(text, IPv6Address)


def ipv4_network_to_text(value: IPv4Network) -> str:
    """``192.0.2.0/24``."""
    return _text(value, IPv4Network)


def ipv4_network_from_text(text: str) -> IPv4Network:
    """The network; bits of a host in it are refused."""
    return _parsed(text, IPv4Network)


def ipv6_network_to_text(value: IPv6Network) -> str:
    """``2001:db8::/32``."""
    return _text(value, IPv6Network)


def ipv6_network_from_text(text: str) -> IPv6Network:
    """The network; bits of a host in it are refused."""
    return _parsed(text, IPv6Network)


def ipv4_interface_to_text(value: IPv4Interface) -> str:
    """``192.0.2.1/24``."""
    return _text(value, IPv4Interface)


def ipv4_interface_from_text(text: str) -> IPv4Interface:
    """The address and its network."""
    return _parsed(text, IPv4Interface)


def ipv6_interface_to_text(value: IPv6Interface) -> str:
    """``2001:db8::1/32``."""
    return _text(value, IPv6Interface)


def ipv6_interface_from_text(text: str) -> IPv6Interface:
    """The address and its network."""
    return _parsed(text, IPv6Interface)


def _text(value: object, declared: type) -> str:
    if value.__class__ is not declared:
        raise EncodeError(f"is not an {declared.__name__}")
    return str(value)


def _parsed(text: str, declared: Callable[[str], Address]) -> Address:
    try:
        return declared(text)
    except ValueError as error:
        raise DecodeError(str(error)) from None
