"""Bytes of which nobody has thought: they are read, or refused."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.gob.dice import Dice
from tests.gob.meanings import MEANINGS
from tests.gob.streams import message
from tests.gob.test_vectors import VECTORS

from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.netrpc.gob.kinds import Type
from gen_plugin_runtime.netrpc.gob.reader import INCOMPLETE, Reader
from gen_plugin_runtime.netrpc.gob.writer import Writer

_KINDS = [kind for each in MEANINGS.values() for kind, _ in each]
_NAMES = sorted(VECTORS)


@given(seed=st.integers(0, 2**32))
@settings(max_examples=500)
def test_changed_bytes_are_read_or_refused(seed: int) -> None:
    random = Random(seed)
    data = bytearray(VECTORS[random.choice(_NAMES)])
    for _ in range(random.randrange(4)):
        data[random.randrange(len(data))] = random.randrange(256)
    found = read_all(bytes(data), random.choice(_KINDS), random.randint(1, 20))
    assert len(found) <= len(data)


@given(seed=st.integers(0, 2**32), data=st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(seed: int, data: bytes) -> None:
    """With types defined before, or there would be none."""
    kind = Dice(seed).kind(3)
    before = Writer().encode(kind, Dice(seed).value(kind))
    read_all(before + data, kind, len(before))
    read_all(before + message(64, data) + message(65, data), kind, len(before))


def read_all(data: bytes, kind: Type, size: int) -> list[object]:
    """All that comes out, faults included, until there is no more."""
    reader, found = Reader(), []
    for at in range(0, len(data), size):
        reader.feed(data[at : at + size])
        while not reader.broken:
            try:
                value = reader.read(kind)
            except DecodeError as error:
                value = error
            if value is INCOMPLETE:
                break
            found.append(value)
    return found
