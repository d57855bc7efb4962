"""Header blocks: put together, decoded, checked, and remembered where that is safe."""

from __future__ import annotations

from gen_plugin_runtime.http2.codes import FLAG_END_HEADERS, FLAG_END_STREAM, ErrorCode
from gen_plugin_runtime.http2.faults import ConnectionProtocolError
from gen_plugin_runtime.http2.fields import content_length
from gen_plugin_runtime.http2.hpack import Decoder, HeaderListTooLargeError
from gen_plugin_runtime.http2.limits import (
    CACHED_HEADER_BLOCKS,
    CACHED_HEADER_BYTES,
    MAX_CACHED_HEADER_BLOCK,
    MAX_CONTINUATIONS,
    MAX_HEADER_BLOCK,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Final

    from gen_plugin_runtime.http2.hpack import Field

    Check = Callable[[Sequence[Field]], str | None]


class HeaderBlock:
    """A whole header block, still compressed."""

    __slots__ = ("data", "end_stream", "stream_id")

    def __init__(self, stream_id: int, data: bytes, *, end_stream: bool) -> None:
        self.stream_id: Final = stream_id
        self.data: Final = data
        self.end_stream: Final = end_stream


class FieldSection:
    """A decoded header block.

    Attributes:
        fault: What makes the message malformed, or None. Then the stream ends, not the connection.
        code: The error code for that.
        plain: Whether neither a fault, nor a content-length, nor an interim status is to be heeded.
    """

    __slots__ = ("code", "content_length", "fault", "fields", "plain")

    def __init__(
        self,
        fields: tuple[Field, ...],
        fault: str | None,
        length: int | None = None,
        code: ErrorCode = ErrorCode.PROTOCOL_ERROR,
    ) -> None:
        self.fields: Final = fields
        self.fault: Final = fault
        self.content_length: Final = length
        self.code: Final = code
        self.plain: Final = fault is None and length is None and not self.interim

    @property
    def interim(self) -> bool:
        """Whether it is the head of a response (1xx) that another one follows."""
        name, value = self.fields[0] if self.fields else ("", "")
        return name == ":status" and value[:1] == "1"


class HeaderReader:
    """Reads the header blocks that one peer sends.

    Decoding and checking a block takes longer than a small call may. While the peer's encoder has
    no dynamic table, equal bytes mean equal fields, and a block that was seen before is looked up.

    Args:
        max_list_size: The greatest size of a decoded list, as SETTINGS_MAX_HEADER_LIST_SIZE counts
            it.
    """

    __slots__ = (
        "_continuations",
        "_decoder",
        "_pieces",
        "_seen",
        "_seen_size",
        "_size",
        "_started",
    )

    def __init__(self, max_list_size: int) -> None:
        self._decoder = Decoder(max_list_size)
        self._seen: dict[tuple[bytes, Check], FieldSection] = {}
        self._seen_size = 0
        self._started: tuple[int, bool] | None = (
            None  # stream and END_STREAM of an unfinished block
        )
        self._pieces: list[bytes] = []
        self._size = 0
        self._continuations = 0

    @property
    def unfinished(self) -> bool:
        """Whether nothing but a CONTINUATION frame may come now."""
        return self._started is not None

    def tables_disabled(self) -> None:
        """The peer has acknowledged SETTINGS_HEADER_TABLE_SIZE 0."""
        self._decoder.allow_table_size(0)

    def begin(self, stream_id: int, flags: int, fragment: bytes) -> HeaderBlock | None:
        """Take the fragment of a HEADERS frame; the block, if that was all of it."""
        end_stream = bool(flags & FLAG_END_STREAM)
        if flags & FLAG_END_HEADERS:
            return HeaderBlock(stream_id, fragment, end_stream=end_stream)
        self._started = stream_id, end_stream
        self._pieces, self._size, self._continuations = [fragment], len(fragment), 0
        return None

    def proceed(self, stream_id: int, flags: int, fragment: bytes) -> HeaderBlock | None:
        """Take the fragment of a CONTINUATION frame; the block, if it is whole now.

        Raises:
            ConnectionProtocolError: It continues nothing, or the block gets too long.
        """
        if self._started is None or self._started[0] != stream_id:
            raise ConnectionProtocolError(
                "CONTINUATION without its HEADERS", code=ErrorCode.PROTOCOL_ERROR
            )
        self._pieces.append(fragment)
        self._size += len(fragment)
        self._continuations += 1
        if self._size > MAX_HEADER_BLOCK or self._continuations > MAX_CONTINUATIONS:
            raise ConnectionProtocolError(
                "header block too large", code=ErrorCode.ENHANCE_YOUR_CALM
            )
        if not flags & FLAG_END_HEADERS:
            return None
        end_stream = self._started[1]
        self._started = None
        return HeaderBlock(stream_id, b"".join(self._pieces), end_stream=end_stream)

    def known(self, data: bytes, check: Check) -> FieldSection | None:
        """The block's fields, if it was seen before and means the same whenever it comes."""
        return self._seen.get((data, check))

    def section(self, data: bytes, check: Check) -> FieldSection:
        """Decode a block; those that are not `known` must pass through here, in order: the table.

        Raises:
            ConnectionProtocolError: It cannot be decoded.
        """
        known = self.known(data, check)
        if known is not None:
            return known
        section = self._decode(data, check)
        if self._decoder.stateless and len(data) <= MAX_CACHED_HEADER_BLOCK:
            self._remember(data, check, section)
        return section

    def _remember(self, data: bytes, check: Check, section: FieldSection) -> None:
        self._seen_size += len(data)
        if len(self._seen) >= CACHED_HEADER_BLOCKS or self._seen_size > CACHED_HEADER_BYTES:
            self._seen.clear()  # rare, and the few common blocks are back at once
            self._seen_size = len(data)
        self._seen[data, check] = section

    def _decode(self, data: bytes, check: Check) -> FieldSection:
        try:
            fields = self._decoder.decode(data)
        except HeaderListTooLargeError as error:
            return FieldSection((), str(error), code=ErrorCode.ENHANCE_YOUR_CALM)
        try:
            return FieldSection(fields, check(fields), content_length(fields))
        except ValueError as error:
            return FieldSection(fields, str(error))
