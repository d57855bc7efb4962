"""Decoding of Huffman-coded strings (RFC 7541 section 5.2 and appendix B).

The code of appendix B is canonical: codes of one length are consecutive and in the order of their
symbols. So the lengths alone give the codes, and a code is found by comparing the next 30 bits
with the first code that is longer.
"""

from __future__ import annotations

from bisect import bisect_right

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

EOS = 256
LONGEST = 30
_CHUNK = 64  # bytes taken into the accumulator at once

# fmt: off
CODE_LENGTHS: Final = (
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28,
    28, 28, 28, 28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
    5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7,
    7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
    15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7,
    7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
    24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22, 23, 23, 21,
    23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
    26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24,
    21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
    26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30,
)
# fmt: on
"""Bits of the code of each byte value, then of EOS."""


def _tables() -> tuple[list[int], list[int], list[int], list[int]]:
    """Per code length: its first code, aligned to 30 bits, the length, its first symbol's place."""
    symbols = sorted(range(len(CODE_LENGTHS)), key=lambda symbol: (CODE_LENGTHS[symbol], symbol))
    firsts: list[int] = []
    lengths: list[int] = []
    starts: list[int] = []
    code = 0
    for position, symbol in enumerate(symbols):
        length = CODE_LENGTHS[symbol]
        if not lengths or lengths[-1] != length:
            firsts.append(code)
            lengths.append(length)
            starts.append(position)
        code += 1 << (LONGEST - length)
    return firsts, lengths, starts, symbols


_FIRSTS, _LENGTHS, _STARTS, _SYMBOLS = _tables()


class HuffmanError(ValueError):
    """Bits that are no code, EOS inside of a string, or padding that is not the start of EOS."""


def decode(data: bytes) -> bytes:
    """The string whose Huffman code is `data`.

    Raises:
        HuffmanError: See there.
    """
    decoded = bytearray()
    accumulator = bits = at = 0
    while True:
        if bits < LONGEST and at < len(data):
            chunk = data[at : at + _CHUNK]
            at += len(chunk)
            accumulator = accumulator << 8 * len(chunk) | int.from_bytes(chunk, "big")
            bits += 8 * len(chunk)
        if not bits:
            return bytes(decoded)
        following = _next_30(accumulator, bits)
        row = bisect_right(_FIRSTS, following) - 1
        length = _LENGTHS[row]
        if length > bits:
            _check_padding(accumulator, bits)
            return bytes(decoded)
        symbol = _SYMBOLS[_STARTS[row] + ((following - _FIRSTS[row]) >> (LONGEST - length))]
        if symbol == EOS:
            raise HuffmanError("EOS inside of a string")
        decoded.append(symbol)
        bits -= length
        accumulator &= (1 << bits) - 1


def _next_30(accumulator: int, bits: int) -> int:
    """The next 30 bits; where fewer are left, ones follow, as padding does."""
    if bits >= LONGEST:
        return accumulator >> (bits - LONGEST)
    missing = LONGEST - bits
    return accumulator << missing | (1 << missing) - 1


def _check_padding(accumulator: int, bits: int) -> None:
    if bits > 7 or accumulator != (1 << bits) - 1:
        raise HuffmanError("wrong padding")
