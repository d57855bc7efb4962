"""`ConnInfo`: where the other side listens for a brokered connection."""

from __future__ import annotations

from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.frozen import Frozen
from gen_plugin_runtime.protobuf.wire import (
    LENGTH_DELIMITED,
    VARINT,
    length_delimited_field,
    read_fields,
    varint_field,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.transport import Buffer


class ConnInfo(Frozen):
    """The message `plugin.ConnInfo`, as it is without multiplexing.

    Args:
        service_id: The listener's number, 32 bits, chosen by the side that listens.
        network: ``unix`` or ``tcp``; empty in a message that says something else.
        address: A socket's path, or ``HOST:PORT``.
    """

    __slots__ = ("address", "network", "service_id")

    service_id: int
    network: str
    address: str

    def __init__(self, service_id: int, network: str, address: str) -> None:
        self._fill(service_id=service_id, network=network, address=address)


def encode_conn_info(info: ConnInfo) -> bytes:
    """The message's bytes."""
    return (
        varint_field(1, info.service_id)
        + length_delimited_field(2, info.network.encode())
        + length_delimited_field(3, info.address.encode())
    )


def decode_conn_info(message: Buffer) -> ConnInfo:
    """The message in `message`.

    Raises:
        DecodeError: It is none.
    """
    service_id, texts = 0, {2: "", 3: ""}
    for number, wire_type, value in read_fields(message):
        if (number, wire_type) == (1, VARINT) and isinstance(value, int):
            service_id = value & 0xFFFF_FFFF
        elif number in texts and wire_type == LENGTH_DELIMITED and not isinstance(value, int):
            texts[number] = _text(bytes(value))
    return ConnInfo(service_id, texts[2], texts[3])


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise DecodeError("plugin.ConnInfo: a text that is not UTF-8") from None
