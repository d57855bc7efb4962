"""`ConnInfo`: what the sides of a broker say to each other."""

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


class Knock(Frozen):
    """The message `plugin.ConnInfo.Knock`: who dials asks to be let in, and is answered.

    Args:
        knock: True in every one that go-plugin sends.
        ack: Whether it is the answer.
        error: Why nobody is let in, in an answer; else empty.
    """

    __slots__ = ("ack", "error", "knock")

    knock: bool
    ack: bool
    error: str

    def __init__(self, *, knock: bool = False, ack: bool = False, error: str = "") -> None:
        self._fill(knock=knock, ack=ack, error=error)

    @property
    def asks(self) -> bool:
        """Whether it asks to be let in; go-plugin takes everything else for an answer."""
        return self.knock and not self.ack


class ConnInfo(Frozen):
    """The message `plugin.ConnInfo`.

    Args:
        service_id: The listener's number, 32 bits, chosen by the side that listens.
        network: ``unix`` or ``tcp``; empty in a message that says something else.
        address: A socket's path, or ``HOST:PORT``.
        knock: With multiplexing, what takes the place of network and address.
    """

    __slots__ = ("address", "knock", "network", "service_id")

    service_id: int
    network: str
    address: str
    knock: Knock | None

    def __init__(
        self, service_id: int, network: str = "", address: str = "", knock: Knock | None = None
    ) -> None:
        self._fill(service_id=service_id, network=network, address=address, knock=knock)


def encode_conn_info(info: ConnInfo) -> bytes:
    """The message's bytes, without fields that are empty, as Go writes them."""
    fields = varint_field(1, info.service_id) if info.service_id else b""
    for number, text in ((2, info.network), (3, info.address)):
        fields += _text_field(number, text)
    if info.knock is not None:
        fields += length_delimited_field(4, _encode_knock(info.knock))
    return fields


def _encode_knock(knock: Knock) -> bytes:
    fields = b"".join(
        varint_field(number, 1) for number, flag in ((1, knock.knock), (2, knock.ack)) if flag
    )
    return fields + _text_field(3, knock.error)


def _text_field(number: int, text: str) -> bytes:
    return length_delimited_field(number, text.encode()) if text else b""


def decode_conn_info(message: Buffer) -> ConnInfo:
    """The message in `message`.

    Raises:
        DecodeError: It is none.
    """
    service_id, texts, knock = 0, {2: "", 3: ""}, None
    for number, wire_type, value in read_fields(message):
        if (number, wire_type) == (1, VARINT) and isinstance(value, int):
            service_id = value & 0xFFFF_FFFF
        elif wire_type == LENGTH_DELIMITED and not isinstance(value, int):
            if number in texts:
                texts[number] = _text(bytes(value))
            elif number == 4:
                knock = _decode_knock(bytes(value))
    return ConnInfo(service_id, texts[2], texts[3], knock)


def _decode_knock(message: bytes) -> Knock:
    flags, error = {1: False, 2: False}, ""
    for number, wire_type, value in read_fields(message):
        if number in flags and wire_type == VARINT and isinstance(value, int):
            flags[number] = value != 0
        elif (number, wire_type) == (3, LENGTH_DELIMITED) and not isinstance(value, int):
            error = _text(bytes(value))
    return Knock(knock=flags[1], ack=flags[2], error=error)


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise DecodeError("plugin.ConnInfo: a text that is not UTF-8") from None
