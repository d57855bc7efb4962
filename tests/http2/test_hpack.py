"""HPACK against RFC 7541's own examples and against the `hpack` package."""

from __future__ import annotations

import hpack as oracle
import pytest
from hpack.huffman import HuffmanEncoder
from hpack.huffman_constants import REQUEST_CODES, REQUEST_CODES_LENGTH
from hypothesis import given
from hypothesis import strategies as st

from gen_plugin_runtime.http2 import hpack, huffman
from gen_plugin_runtime.http2.codes import ErrorCode
from gen_plugin_runtime.http2.faults import ConnectionProtocolError

# RFC 7541 appendix C: for each sequence, the table size and the blocks with their fields.
_REQUESTS = (
    ((":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "www.example.com")),
    (
        (":method", "GET"),
        (":scheme", "http"),
        (":path", "/"),
        (":authority", "www.example.com"),
        ("cache-control", "no-cache"),
    ),
    (
        (":method", "GET"),
        (":scheme", "https"),
        (":path", "/index.html"),
        (":authority", "www.example.com"),
        ("custom-key", "custom-value"),
    ),
)
_DATES = ("Mon, 21 Oct 2013 20:13:21 GMT", "Mon, 21 Oct 2013 20:13:22 GMT")
_SITE = ("location", "https://www.example.com")
_RESPONSES = (
    ((":status", "302"), ("cache-control", "private"), ("date", _DATES[0]), _SITE),
    ((":status", "307"), ("cache-control", "private"), ("date", _DATES[0]), _SITE),
    (
        (":status", "200"),
        ("cache-control", "private"),
        ("date", _DATES[1]),
        _SITE,
        ("content-encoding", "gzip"),
        ("set-cookie", "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1"),
    ),
)
APPENDIX_C = {
    "C.2.1": (
        4096,
        ["400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572"],
        ((("custom-key", "custom-header"),),),
    ),
    "C.2.2": (4096, ["040c 2f73 616d 706c 652f 7061 7468"], (((":path", "/sample/path"),),)),
    "C.2.3": (4096, ["1008 7061 7373 776f 7264 0673 6563 7265 74"], ((("password", "secret"),),)),
    "C.2.4": (4096, ["82"], (((":method", "GET"),),)),
    "C.3": (
        4096,
        [
            "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
            "8286 84be 5808 6e6f 2d63 6163 6865",
            "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65",
        ],
        _REQUESTS,
    ),
    "C.4": (
        4096,
        [
            "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff",
            "8286 84be 5886 a8eb 1064 9cbf",
            "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf",
        ],
        _REQUESTS,
    ),
    "C.5": (
        256,
        [
            (
                "4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133"
                "2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70"
                "6c65 2e63 6f6d"
            ),
            "4803 3330 37c1 c0bf",
            (
                "88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d"
                "54c0 5a04 677a 6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049"
                "5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e"
                "3d31"
            ),
        ],
        _RESPONSES,
    ),
    "C.6": (
        256,
        [
            (
                "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6"
                "2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3"
            ),
            "4883 640e ffc1 c0bf",
            (
                "88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab"
                "77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f"
                "9587 3160 65c0 03ed 4ee5 b106 3d50 07"
            ),
        ],
        _RESPONSES,
    ),
}


def decoder(max_list_size: int = 65536) -> hpack.Decoder:
    return hpack.Decoder(max_list_size)


def code_of(block: bytes, limit: int = 65536) -> int | None:
    try:
        decoder(limit).decode(block)
    except ConnectionProtocolError as error:
        return error.code
    return None


@pytest.mark.parametrize("name", APPENDIX_C)
def test_examples_of_the_rfc(name: str) -> None:
    table_size, blocks, expected = APPENDIX_C[name]
    reader = decoder()
    reader.allow_table_size(table_size)
    # The examples assume the smaller table from the start; on the wire an encoder has to say so.
    announcement = b"" if table_size == 4096 else b"\x3f\xe1\x01"
    for block, fields in zip(blocks, expected, strict=True):
        assert reader.decode(announcement + bytes.fromhex(block)) == fields
        announcement = b""


text = st.text(st.characters(max_codepoint=255), max_size=40)
names = st.sampled_from([name for name, _ in hpack.STATIC_TABLE]) | text.filter(bool)
field_lists = st.lists(st.tuples(names, text) | st.sampled_from(hpack.STATIC_TABLE), max_size=12)


@given(field_lists)
def test_the_oracle_reads_what_is_encoded(fields: list[tuple[str, str]]) -> None:
    read = oracle.Decoder().decode(hpack.encode(fields), raw=True)
    assert [(str(n, "latin-1"), str(v, "latin-1")) for n, v in read] == fields


@given(
    st.lists(st.tuples(field_lists, st.booleans(), st.none() | st.integers(0, 4096)), max_size=6)
)
def test_what_the_oracle_encodes_is_read(
    blocks: list[tuple[list[tuple[str, str]], bool, int | None]],
) -> None:
    """Through indexing, eviction, Huffman coding and changes of the table's size."""
    writer, reader = oracle.Encoder(), decoder()
    for fields, huffman_coded, size in blocks:
        if size is not None:
            writer.header_table_size = size
        raw = [(n.encode("latin-1"), v.encode("latin-1")) for n, v in fields]
        assert list(reader.decode(writer.encode(raw, huffman=huffman_coded))) == fields


@given(st.binary(max_size=60))
def test_any_bytes_decode_or_fail_as_they_should(block: bytes) -> None:
    """What the oracle reads is read alike, but for integers longer than any limit allows."""
    try:
        expected = oracle.Decoder().decode(block, raw=True)
    except oracle.HPACKError:
        assert code_of(block) == ErrorCode.COMPRESSION_ERROR
        return
    try:
        fields = decoder().decode(block)
    except ConnectionProtocolError as error:
        if "too long" not in str(error):
            raise
    else:
        assert [(n.encode("latin-1"), v.encode("latin-1")) for n, v in fields] == expected


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(b"\x80", id="index 0"),
        pytest.param(b"\xbe", id="an index behind an empty table"),
        pytest.param(b"\x82\x20", id="a size update after a field"),
        pytest.param(b"\x3f\xe2\x1f", id="a table above the limit"),
        pytest.param(b"\x00\x05ab", id="a string that is cut off"),
        pytest.param(b"\x00", id="a literal without its name"),
        pytest.param(b"\xff\xff\xff\xff\xff\xff\x01", id="an endless integer"),
        pytest.param(b"\x00\x01a\x82\xff\xff", id="padding of more than seven bits"),
        pytest.param(b"\x00\x01a\x81\x00", id="padding of zeroes"),
    ],
)
def test_broken_blocks_are_compression_errors(block: bytes) -> None:
    assert code_of(block) == ErrorCode.COMPRESSION_ERROR


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(b"\x40\x01a\x01b", id="adds a field"),
        pytest.param(b"\xbe", id="takes a field"),
        pytest.param(b"\x0f\x2f\x01b", id="takes a name"),
    ],
)
def test_a_table_is_not_used_before_it_is_as_small_as_it_must_be(block: bytes) -> None:
    reader = decoder()
    reader.decode(b"\x40\x01x\x01y")
    reader.allow_table_size(0)
    with pytest.raises(ConnectionProtocolError, match="did not shrink"):
        reader.decode(block)


def test_a_block_that_needs_no_table_may_come_before_the_table_is_shrunk() -> None:
    reader = decoder()
    reader.allow_table_size(0)
    assert reader.decode(b"\x82\x00\x01a\x01b") == ((":method", "GET"), ("a", "b"))
    assert not reader.stateless
    assert reader.decode(hpack.EMPTY_THE_TABLE + b"\x82") == ((":method", "GET"),)
    assert reader.stateless


def test_a_list_that_is_too_large_leaves_the_table_in_step() -> None:
    reader = decoder(max_list_size=100)
    too_large = oracle.Encoder()
    first = too_large.encode([("name", "x" * 100), ("kept", "value")])
    with pytest.raises(hpack.HeaderListTooLargeError):
        reader.decode(first)
    assert reader.decode(too_large.encode([("kept", "value")])) == (("kept", "value"),)


def test_the_huffman_code_is_that_of_the_rfc() -> None:
    assert tuple(REQUEST_CODES_LENGTH) == huffman.CODE_LENGTHS


@given(st.binary(max_size=300))
def test_huffman_decodes_what_the_oracle_encodes(data: bytes) -> None:
    encoder = HuffmanEncoder(REQUEST_CODES, REQUEST_CODES_LENGTH)
    assert huffman.decode(encoder.encode(data)) == data


def test_eos_inside_of_a_string_is_refused() -> None:
    with pytest.raises(huffman.HuffmanError):
        huffman.decode(b"\xff\xff\xff\xff")
