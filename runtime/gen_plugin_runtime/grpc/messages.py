"""Messages in the body of a stream: a length before each, maybe compressed."""

from __future__ import annotations

from struct import Struct

from gen_plugin_runtime.grpc.status import StatusCode, StatusError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.transport import Buffer

PREFIX = Struct("!BI")
"""Whether the message is compressed, and its length."""
_PREFIX_SIZE = PREFIX.size
_unpack_prefix = PREFIX.unpack_from

MAX_MESSAGE = 2**31 - 1
"""What go-plugin's host accepts in one message; the format itself could do twice that."""

KNOWN_ENCODINGS = ("identity", "gzip")
ACCEPTED_ENCODINGS = ",".join(KNOWN_ENCODINGS)

INFLATED_AT_ONCE = 64 * 1024 * 1024
"""Bytes into which the compressed messages of one DATA frame may grow together; or the longest
message that is accepted, if that is more."""


def prefix(message: Buffer) -> bytes:
    """What goes before an uncompressed message.

    Raises:
        StatusError: The message is longer than any peer accepts.
    """
    if len(message) > MAX_MESSAGE:
        raise StatusError(
            StatusCode.RESOURCE_EXHAUSTED,
            f"a message of {len(message)} bytes cannot be sent: the most is {MAX_MESSAGE}",
        )
    return PREFIX.pack(0, len(message))


def only_message(body: bytes, limit: int) -> bytes | None:
    """The message of a whole body; None if it is not just one, uncompressed and within `limit`."""
    if len(body) < _PREFIX_SIZE:
        return None
    compressed, length = _unpack_prefix(body)
    if compressed or length != len(body) - _PREFIX_SIZE or length > limit:
        return None
    return body[_PREFIX_SIZE:]


class MessageReader:
    """Puts the messages of one direction of one call together.

    Args:
        limit: The longest message that is accepted, in bytes, before and after decompression.
        encoding: The peer's `grpc-encoding`.

    Raises:
        StatusError: UNIMPLEMENTED, for an encoding that is not known here.
    """

    __slots__ = ("_buffer", "_compressed", "_gzip", "_length", "_limit")

    def __init__(self, limit: int, encoding: str) -> None:
        if encoding not in KNOWN_ENCODINGS:
            raise StatusError(
                StatusCode.UNIMPLEMENTED,
                f"grpc-encoding {encoding!r} is not supported, only {ACCEPTED_ENCODINGS}",
            )
        self._limit = limit
        self._gzip = encoding == "gzip"
        self._buffer = bytearray()
        self._compressed = 0
        self._length = -1  # of the message that is being received; -1: its prefix is

    def feed(self, data: Buffer) -> list[Buffer]:
        """Take in a piece of the body; the messages that are now whole.

        Raises:
            StatusError: A message that is too long, or compressed in a way that was not announced.
        """
        if self._length < 0 and not self._buffer and len(data) >= _PREFIX_SIZE:
            compressed, length = PREFIX.unpack_from(data)
            if length == len(data) - _PREFIX_SIZE and not compressed:
                self._check_length(length)
                return [_without_prefix(data)]
        return self._collect(data)

    @property
    def inflates(self) -> bool:
        """Whether messages may be longer than what was sent of them."""
        return self._gzip

    @property
    def unfinished(self) -> int:
        """Bytes of a message that has not arrived to its end."""
        return len(self._buffer)

    def finish(self) -> None:
        """The body has ended.

        Raises:
            StatusError: Inside of a message.
        """
        if self._length >= 0 or self._buffer:
            raise StatusError(StatusCode.INTERNAL, "the peer ended the stream inside of a message")

    def _collect(self, data: Buffer) -> list[Buffer]:
        messages: list[Buffer] = []
        self._buffer += data
        inflated = 0
        while self._next_length() and len(self._buffer) >= self._length:
            messages.append(self._decoded(self._cut()))
            self._length = -1
            if self._compressed:
                inflated += len(messages[-1])
                self._check_inflated(inflated)
        return messages

    def _next_length(self) -> bool:
        """Read the prefix of the next message, if that was not done; whether it is there."""
        if self._length >= 0:
            return True
        if len(self._buffer) < _PREFIX_SIZE:
            return False
        self._compressed, self._length = PREFIX.unpack_from(self._buffer)
        del self._buffer[:_PREFIX_SIZE]
        self._check_length(self._length)
        return True

    def _check_length(self, length: int) -> None:
        if length > self._limit:
            raise _too_long(f"of {length} bytes", self._limit)

    def _check_inflated(self, size: int) -> None:
        """Bound what one piece of a body can grow into: a small one can hold many messages."""
        if size > max(self._limit, INFLATED_AT_ONCE):
            raise StatusError(
                StatusCode.RESOURCE_EXHAUSTED,
                f"compressed messages that arrived together grow beyond {INFLATED_AT_ONCE} bytes",
            )

    def _cut(self) -> Buffer:
        if len(self._buffer) == self._length:
            whole, self._buffer = self._buffer, bytearray()
            return whole
        message = bytes(self._buffer[: self._length])
        del self._buffer[: self._length]
        return message

    def _decoded(self, message: Buffer) -> Buffer:
        if not self._compressed:
            return message
        if self._compressed != 1 or not self._gzip:
            raise StatusError(
                StatusCode.INTERNAL, "a compressed message, but grpc-encoding announced none"
            )
        return _gunzip(message, self._limit)


def _without_prefix(data: Buffer) -> Buffer:
    if isinstance(data, bytearray):
        del data[:_PREFIX_SIZE]  # moves nothing: a bytearray can start later
        return data
    return data[_PREFIX_SIZE:]


def _gunzip(message: Buffer, limit: int) -> bytes:
    import zlib

    inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        inflated = inflater.decompress(message, limit + 1)
    except zlib.error as error:
        raise StatusError(StatusCode.INTERNAL, f"a broken gzip message: {error}") from None
    if len(inflated) > limit:
        raise _too_long("which is longer once decompressed", limit)
    if not inflater.eof:
        raise StatusError(StatusCode.INTERNAL, "a gzip message that is cut off")
    if inflater.unused_data:
        raise StatusError(StatusCode.INTERNAL, "a gzip message with more behind its end")
    return inflated


def _too_long(what: str, limit: int) -> StatusError:
    return StatusError(
        StatusCode.RESOURCE_EXHAUSTED,
        f"received a message {what}; this side accepts at most {limit} (max_receive)",
    )
