"""HPACK, header compression (RFC 7541).

The decoder is complete. The encoder is stateless on purpose: it refers to the static table and
writes everything else as literals without indexing, so that a block's bytes never depend on the
blocks before it and can be made once and kept.
"""

from __future__ import annotations

from collections import deque

from gen_plugin_runtime.http2.codes import ErrorCode
from gen_plugin_runtime.http2.faults import ConnectionProtocolError
from gen_plugin_runtime.http2.limits import DEFAULT_HEADER_TABLE_SIZE, MAX_DECODED_LIST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    Field = tuple[str, str]
    """A name and a value, each byte of them a character (latin-1)."""

FIELD_OVERHEAD = 32
"""What a field counts beyond its bytes, in a table (RFC 7541 section 4.1) and in a list (RFC 9113
section 6.5.2)."""

_LONGEST_INTEGER = 4  # bytes after the prefix: 28 bits, more than any limit here allows

STATIC_TABLE: tuple[Field, ...] = (
    (":authority", ""),
    (":method", "GET"),
    (":method", "POST"),
    (":path", "/"),
    (":path", "/index.html"),
    (":scheme", "http"),
    (":scheme", "https"),
    (":status", "200"),
    (":status", "204"),
    (":status", "206"),
    (":status", "304"),
    (":status", "400"),
    (":status", "404"),
    (":status", "500"),
    ("accept-charset", ""),
    ("accept-encoding", "gzip, deflate"),
    ("accept-language", ""),
    ("accept-ranges", ""),
    ("accept", ""),
    ("access-control-allow-origin", ""),
    ("age", ""),
    ("allow", ""),
    ("authorization", ""),
    ("cache-control", ""),
    ("content-disposition", ""),
    ("content-encoding", ""),
    ("content-language", ""),
    ("content-length", ""),
    ("content-location", ""),
    ("content-range", ""),
    ("content-type", ""),
    ("cookie", ""),
    ("date", ""),
    ("etag", ""),
    ("expect", ""),
    ("expires", ""),
    ("from", ""),
    ("host", ""),
    ("if-match", ""),
    ("if-modified-since", ""),
    ("if-none-match", ""),
    ("if-range", ""),
    ("if-unmodified-since", ""),
    ("last-modified", ""),
    ("link", ""),
    ("location", ""),
    ("max-forwards", ""),
    ("proxy-authenticate", ""),
    ("proxy-authorization", ""),
    ("range", ""),
    ("referer", ""),
    ("refresh", ""),
    ("retry-after", ""),
    ("server", ""),
    ("set-cookie", ""),
    ("strict-transport-security", ""),
    ("transfer-encoding", ""),
    ("user-agent", ""),
    ("vary", ""),
    ("via", ""),
    ("www-authenticate", ""),
)
"""RFC 7541 appendix A; index 1 is the first."""

_INDEX_OF_FIELD = {field: index for index, field in reversed([*enumerate(STATIC_TABLE, 1)])}
_INDEX_OF_NAME = {name: index for index, (name, _) in reversed([*enumerate(STATIC_TABLE, 1)])}

EMPTY_THE_TABLE = b"\x20"
"""A dynamic table size update to 0. Before the first block, it fits any size the peer announces."""


def encode(fields: Iterable[Field]) -> bytes:
    """A header block that refers to nothing but the static table."""
    return b"".join([_encode_field(name, value) for name, value in fields])


def _encode_field(name: str, value: str) -> bytes:
    index = _INDEX_OF_FIELD.get((name, value))
    if index is not None:
        return _encode_integer(index, 7, 0x80)
    index = _INDEX_OF_NAME.get(name)
    if index is not None:
        return _encode_integer(index, 4, 0) + _encode_string(value)
    return b"\0" + _encode_string(name) + _encode_string(value)


def _encode_string(text: str) -> bytes:
    raw = text.encode("latin-1")
    return _encode_integer(len(raw), 7, 0) + raw


def _encode_integer(value: int, prefix_bits: int, flags: int) -> bytes:
    """RFC 7541 section 5.1."""
    largest = (1 << prefix_bits) - 1
    if value < largest:
        return bytes((flags | value,))
    encoded = bytearray((flags | largest,))
    value -= largest
    while value >= 0x80:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


class DynamicTable:
    """The fields that a decoder remembers, the newest first (RFC 7541 section 2.3.2)."""

    __slots__ = ("_fields", "_size", "max_size")

    def __init__(self, max_size: int) -> None:
        self.max_size = max_size
        self._fields: deque[Field] = deque()
        self._size = 0

    def __len__(self) -> int:
        return len(self._fields)

    def __getitem__(self, position: int) -> Field:
        return self._fields[position]

    def add(self, field: Field) -> None:
        """Add a field; one that is larger than the table leaves it empty (section 4.4)."""
        self._size += _size(field)
        self._fields.appendleft(field)
        self._evict()

    def resize(self, max_size: int) -> None:
        """Set the greatest size, in bytes as section 4.1 counts them."""
        self.max_size = max_size
        self._evict()

    def _evict(self) -> None:
        while self._size > self.max_size:
            self._size -= _size(self._fields.pop())


def _size(field: Field) -> int:
    return len(field[0]) + len(field[1]) + FIELD_OVERHEAD


class HeaderListTooLargeError(Exception):
    """The decoded list is larger than allowed; the decoder's state is good for the next block."""


class Decoder:
    """Decodes the header blocks of one direction of one connection, in their order.

    Args:
        max_list_size: The greatest size of a decoded list, 32 bytes per field included.
    """

    __slots__ = ("_allowed_size", "_at", "_block", "_max_list_size", "_table")

    def __init__(self, max_list_size: int) -> None:
        self._max_list_size = max_list_size
        self._table = DynamicTable(DEFAULT_HEADER_TABLE_SIZE)
        self._allowed_size = DEFAULT_HEADER_TABLE_SIZE
        self._block = b""
        self._at = 0

    @property
    def stateless(self) -> bool:
        """Whether equal blocks mean equal fields: there is no table, and there will be none."""
        return self._table.max_size == 0 and self._allowed_size == 0

    def allow_table_size(self, size: int) -> None:
        """Hold the encoder to the SETTINGS_HEADER_TABLE_SIZE that it has acknowledged."""
        self._allowed_size = size

    def decode(self, block: bytes) -> tuple[Field, ...]:
        """The fields of a whole header block.

        Raises:
            ConnectionProtocolError: COMPRESSION_ERROR; nothing that follows could be decoded.
            HeaderListTooLargeError: The block is sound, and its list too large.
        """
        self._block, self._at = block, 0
        try:
            return self._decode_fields()
        except IndexError as error:
            raise _broken(str(error) or "cut off") from error
        finally:
            self._block = b""

    def _decode_fields(self) -> tuple[Field, ...]:
        fields: list[Field] = []
        size = 0
        self._update_table_size()
        while self._at < len(self._block):
            field = self._decode_field()
            size += _size(field)
            if size <= self._max_list_size:
                fields.append(field)
            elif size > MAX_DECODED_LIST:
                raise ConnectionProtocolError(
                    f"a header list of more than {MAX_DECODED_LIST} bytes",
                    code=ErrorCode.ENHANCE_YOUR_CALM,
                )
        if size > self._max_list_size:
            raise HeaderListTooLargeError(f"a header list of {size} bytes")
        return tuple(fields)

    def _update_table_size(self) -> None:
        """Read size updates, which stand at the start of a block (4.2)."""
        while self._at < len(self._block) and self._block[self._at] & 0xE0 == 0x20:
            size = self._integer(5)
            if size > self._allowed_size:
                raise _broken("a table size above the announced one")
            self._table.resize(size)

    def _check_shrunk(self) -> None:
        """Refuse the use of a table that is too large still: an update is due after the limit sank.

        RFC 9113 section 4.3.1 would have any block without it refused. But when a deadline passes,
        grpc-core ends a call by a block of its own making, of literals past its encoder's state: it
        needs no table, and may well be the first block of the connection.
        """
        if self._table.max_size > self._allowed_size:
            raise _broken("the encoder did not shrink its table")

    def _decode_field(self) -> Field:
        first = self._block[self._at]
        if first & 0x80:
            return self._indexed(self._integer(7))
        if first & 0x40:
            self._check_shrunk()
            field = self._literal(6)
            self._table.add(field)
            return field
        if first & 0x20:
            raise _broken("a table size update after a field")
        return self._literal(4)

    def _literal(self, prefix_bits: int) -> Field:
        index = self._integer(prefix_bits)
        name = self._indexed(index)[0] if index else self._string()
        return name, self._string()

    def _indexed(self, index: int) -> Field:
        if 0 < index <= len(STATIC_TABLE):
            return STATIC_TABLE[index - 1]
        self._check_shrunk()
        position = index - len(STATIC_TABLE) - 1
        if not 0 <= position < len(self._table):
            raise _broken(f"no field has the index {index}")
        return self._table[position]

    def _integer(self, prefix_bits: int) -> int:
        largest = (1 << prefix_bits) - 1
        value = self._block[self._at] & largest
        self._at += 1
        if value < largest:
            return value
        for shift in range(0, 7 * _LONGEST_INTEGER, 7):
            byte = self._block[self._at]
            self._at += 1
            value += (byte & 0x7F) << shift
            if byte < 0x80:
                return value
        raise _broken("an integer that is too long")

    def _string(self) -> str:
        huffman = self._block[self._at] & 0x80
        length = self._integer(7)
        end = self._at + length
        if end > len(self._block):
            raise _broken("cut off")
        raw = self._block[self._at : end]
        self._at = end
        return str(_unpacked(raw) if huffman else raw, "latin-1")


def _unpacked(raw: bytes) -> bytes:
    """What was Huffman-coded. This side's own encoder does without, and so does a start."""
    from gen_plugin_runtime.http2.huffman import HuffmanError, decode

    try:
        return decode(raw)
    except HuffmanError as error:
        raise _broken(str(error)) from error


def _broken(what: str) -> ConnectionProtocolError:
    return ConnectionProtocolError(f"header block: {what}", code=ErrorCode.COMPRESSION_ERROR)
