"""yamux frames for tests, told from bytes by a decoder of the tests' own."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from gen_plugin_runtime.yamux.events import DataReceived

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.yamux.events import Event
    from gen_plugin_runtime.yamux.multiplexer import Multiplexer

TYPES = ["data", "window_update", "ping", "go_away"]
FLAGS = ["SYN", "ACK", "FIN", "RST"]


@dataclass(frozen=True)
class Frame:
    """One frame; flags as ``SYN|ACK``."""

    kind: str
    flags: str
    stream_id: int
    length: int
    payload: bytes = b""

    def encoded(self) -> bytes:
        bits = sum(1 << FLAGS.index(name) for name in self.flags.split("|") if name)
        return (
            struct.pack(">BBHII", 0, TYPES.index(self.kind), bits, self.stream_id, self.length)
            + self.payload
        )


def take_in(session: Multiplexer, data: bytes) -> list[Event]:
    """Have a session receive bytes, as its threads do; what they mean."""
    stream_id = session.receive_lone(data)
    return [DataReceived(stream_id, data[12:])] if stream_id else session.receive(data)


def decode(data: bytes) -> list[Frame]:
    """Whole frames."""
    found = []
    while data:
        version, kind, bits, stream_id, length = struct.unpack_from(">BBHII", data)
        assert version == 0
        size = length if kind == 0 else 0
        payload, data = data[12 : 12 + size], data[12 + size :]
        assert len(payload) == size
        flags = "|".join(name for at, name in enumerate(FLAGS) if bits >> at & 1)
        found.append(Frame(TYPES[kind], flags, stream_id, length, payload))
    return found
