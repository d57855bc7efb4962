"""The recorded session of a Go host and a Go plugin, and a player of either of them."""

from __future__ import annotations

import json
import socket
import struct
import threading
from pathlib import Path
from typing import Any

import hpack
from hyperframe.frame import DataFrame, Frame, HeadersFrame, SettingsFrame
from tests.grpc.services import PATIENCE

from gen_plugin_runtime.http2.hpack import encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

SESSION: dict[str, Any] = json.loads(
    (Path(__file__).parent / "grpcmux_session.json").read_text(encoding="utf-8")
)
FRAMES: list[dict[str, Any]] = [each for each in SESSION["frames"] if "event" not in each]
_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_KEPT = {":path", ":status", "grpc-status"}


class Heard:
    """What one side says, as far as it does not depend on who says it.

    Of yamux the flags; of HTTP/2 paths, statuses and messages. Window sizes and updates, pings,
    what is set, the division into frames and the other header fields are each side's own.

    Attributes:
        said: For each yamux stream: ``"SYN"``, or an HTTP/2 stream's id and a text.
    """

    def __init__(self) -> None:
        self.said: dict[int, list[str]] = {}
        self._rest = b""
        self._http2: dict[int, bytes] = {}
        self._decoders: dict[int, hpack.Decoder] = {}

    def feed(self, data: bytes) -> None:
        self._rest += data
        while len(self._rest) >= 12:
            _, kind, bits, stream_id, length = struct.unpack_from(">BBHII", self._rest)
            size = 12 + (length if kind == 0 else 0)
            if len(self._rest) < size:
                return
            payload, self._rest = self._rest[12:size], self._rest[size:]
            for bit, name in enumerate(("SYN", "ACK", "FIN", "RST")):
                if bits >> bit & 1 and kind < 2:
                    self._note(stream_id, name)
            self._feed_http2(stream_id, payload)

    def _feed_http2(self, stream_id: int, payload: bytes) -> None:
        data = (self._http2.get(stream_id, b"") + payload).removeprefix(_PREFACE)
        while len(data) >= 9 and not _PREFACE.startswith(data[:24]):
            frame, length = Frame.parse_frame_header(memoryview(data[:9]))
            if len(data) < 9 + length:
                break
            frame.parse_body(memoryview(data[9 : 9 + length]))
            data = data[9 + length :]
            self._follow(stream_id, frame)
        self._http2[stream_id] = data

    def _follow(self, stream_id: int, frame: Frame) -> None:
        if isinstance(frame, HeadersFrame):
            decoder = self._decoders.setdefault(stream_id, hpack.Decoder())
            for name, value in _fields(decoder, frame):
                if name in _KEPT:
                    self._note(stream_id, f"{frame.stream_id} {name} {value}")
        elif isinstance(frame, DataFrame) and frame.data:
            assert len(frame.data) == 5 + int.from_bytes(frame.data[1:5], "big")
            self._note(stream_id, f"{frame.stream_id} message {frame.data[5:].hex()}")
        elif isinstance(frame, SettingsFrame) and "ACK" not in frame.flags:
            self._note(stream_id, "settings")

    def _note(self, stream_id: int, text: str) -> None:
        self.said.setdefault(stream_id, []).append(text)


def recorded(role: str, frames: int = len(FRAMES)) -> dict[int, list[str]]:
    """What the recorded side said among the first so many frames."""
    heard = Heard()
    for each in FRAMES[:frames]:
        if each["from"] == role:
            heard.feed(_raw(each))
    return heard.said


def _raw(frame: dict[str, Any]) -> bytes:
    return bytes.fromhex(frame["header_hex"]) + bytes.fromhex(frame.get("payload_hex", ""))


class Speech:
    """The recorded side's frames, with header blocks for a peer that wants no table for them.

    Go compressed them for another Go's table, and this library sets its size to 0.
    """

    def __init__(self) -> None:
        self._decoders: dict[int, hpack.Decoder] = {}

    def frame(self, frame: dict[str, Any]) -> bytes:
        payload = bytes.fromhex(frame.get("payload_hex", ""))
        if frame["type"] != "data":
            return _raw(frame)
        stream_id = frame["stream"]
        if payload != _PREFACE:
            decoder = self._decoders.setdefault(stream_id, hpack.Decoder())
            payload = b"".join(_without_table(each, decoder) for each in _frames(payload))
        return struct.pack(">BBHII", 0, 0, 0, stream_id, len(payload)) + payload


def _frames(payload: bytes) -> Iterator[bytes]:
    """HTTP/2 frames, which are whole in each frame of the recording."""
    while payload:
        size = 9 + int.from_bytes(payload[:3], "big")
        yield payload[:size]
        payload = payload[size:]


def _without_table(data: bytes, decoder: hpack.Decoder) -> bytes:
    frame, _ = Frame.parse_frame_header(memoryview(data[:9]))
    frame.parse_body(memoryview(data[9:]))
    if not isinstance(frame, HeadersFrame):
        return data
    frame.data = encode(_fields(decoder, frame))
    return bytes(frame.serialize())


def _fields(decoder: hpack.Decoder, frame: HeadersFrame) -> list[tuple[str, str]]:
    return [(str(name), str(value)) for name, value in decoder.decode(frame.data)]


class Player:
    """Sends what the recorded `role` sent, each frame when the other side has said what it should.

    Attributes:
        said: What the other side has said, for comparison.
        other: Its end of the connection.
    """

    def __init__(self, role: str) -> None:
        self._role = role
        self._other_role = "plugin" if role == "host" else "host"
        self._heard = Heard()
        self.said = self._heard.said
        self._socket, self.other = socket.socketpair()
        self._socket.settimeout(PATIENCE)
        self._thread = threading.Thread(target=self._play)

    def start(self) -> None:
        self._thread.start()

    def wait(self) -> None:
        """Until all was said, or nothing more is."""
        self._thread.join(2 * PATIENCE)
        self._socket.close()

    def _play(self) -> None:
        speech = Speech()
        for position, frame in enumerate(FRAMES):
            if frame["from"] == self._role:
                if not self._listen_for(recorded(self._other_role, position)):
                    return
                self._socket.sendall(speech.frame(frame))
        self._listen_for(recorded(self._other_role))

    def _listen_for(self, expected: dict[int, list[str]]) -> bool:
        """Read until as much was said on each stream; False if it never is."""
        while any(len(self.said.get(key, ())) < len(said) for key, said in expected.items()):
            try:
                data = self._socket.recv(65536)
            except TimeoutError:
                return False
            if not data:
                return False
            self._heard.feed(data)
        return True
