"""Random values of random types, there and back through the real encoding/gob."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import go_toolchain
from tests.gob.dice import Dice, arrived
from tests.gob.meanings import NODE, TREE

from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.netrpc.gob.containers import Array, Map, Slice
from gen_plugin_runtime.netrpc.gob.interface import PREDECLARED, Interface
from gen_plugin_runtime.netrpc.gob.kinds import Type
from gen_plugin_runtime.netrpc.gob.opaque import BINARY_MARSHALER, Opaque
from gen_plugin_runtime.netrpc.gob.reader import Reader
from gen_plugin_runtime.netrpc.gob.structs import Pointer, Struct
from gen_plugin_runtime.netrpc.gob.times import TIME
from gen_plugin_runtime.netrpc.gob.writer import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from tests.gob.dice import Stream

pytestmark = [pytest.mark.go, pytest.mark.timeout(1000)]

seeds = st.integers(0, 2**32)
KNOWN = (NODE, TREE, TIME)


class Echo:
    """A process of Go that reads values as the types it is told, and writes them again."""

    def __init__(self, program: Path) -> None:
        self._process = subprocess.Popen(
            [str(program), "echo"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, wanted: list[Type], data: bytes) -> tuple[list[str], bytes]:
        """What was wrong with each value, and the stream of those that were right."""
        question = {"Wanted": [described(kind) for kind in wanted], "Hex": data.hex()}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return answer["Errors"], bytes.fromhex(answer["Hex"])

    def close(self) -> None:
        self._process.communicate(timeout=60)
        assert self._process.returncode == 0


def described(kind: Type) -> dict[str, Any]:
    """A type as the program reads it."""
    match kind:
        case Slice():
            return {"Kind": "slice", "Inner": [described(kind.element)]}
        case Array():
            return {"Kind": "array", "Inner": [described(kind.element)], "Length": kind.length}
        case Map():
            return {"Kind": "map", "Inner": [described(kind.key), described(kind.element)]}
        case Pointer():
            return {"Kind": "pointer", "Inner": [described(kind.target)]}
        case Struct() if kind not in KNOWN:
            names = [name for name, _ in kind.fields]
            inner = [described(each) for _, each in kind.fields]
            return {"Kind": "struct", "Names": names, "Inner": inner}
        case Interface():
            held = [name for name in kind.registry.types if name not in PREDECLARED.types]
            inner = [described(kind.registry.types[name]) for name in held]
            return {"Kind": "interface", "Holds": "".join(held), "Inner": inner}
    return {"Kind": "known", "Go": kind.go}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return go_toolchain.build(tmp_path_factory.mktemp("program"), Path(__file__).parent / "go")


@pytest.fixture(scope="module")
def echo(program: Path) -> Iterator[Echo]:
    echo = Echo(program)
    yield echo
    echo.close()


def written(stream: Stream) -> bytes:
    writer = Writer()
    return b"".join(writer.encode(kind, value) for kind, value in stream)


def check_echo(echo: Echo, stream: Stream) -> None:
    kinds = [kind for kind, _ in stream]
    errors, data = echo.ask(kinds, written(stream))
    assert errors == [""] * len(stream)
    reader = Reader()
    reader.feed(data)
    found = [reader.read(kind) for kind in kinds]
    assert found == [arrived(kind, value, by_go=True) for kind, value in stream]
    assert reader.between_values


@given(seed=seeds)
@settings(max_examples=400)
def test_values_there_and_back(echo: Echo, seed: int) -> None:
    check_echo(echo, Dice(seed).stream())


def test_types_that_hold_themselves(echo: Echo) -> None:
    node: object = None
    for number in range(90):
        node = (number, node)
    tree: object = (1, [(2, [(4, [])]), (0, []), (3, [(0, []), (5, [])])])
    check_echo(echo, [(NODE, node), (TREE, tree), (NODE, (0, (0, None))), (TREE, (0, []))])


def test_types_that_encode_themselves(echo: Echo) -> None:
    number, address = Opaque("big.Int"), Opaque("netip.Addr", BINARY_MARSHALER)
    fields = (("N", Pointer(number)), ("A", address), ("L", Slice(Pointer(number))))
    value = (b"\x03\x01\x2c", b"\x7f\0\0\1", [b"\x02\x07", b"\x02"])
    check_echo(echo, [(Struct("", fields), value), (address, b"\1\2\3\4")])


@given(seed=seeds)
def test_offsets_from_utc_stay(echo: Echo, seed: int) -> None:
    times = [Dice(seed + i).value(TIME) for i in range(10)]
    errors, data = echo.ask([TIME] * 10, written([(TIME, each) for each in times]))
    assert errors == [""] * 10
    reader = Reader()
    reader.feed(data)
    assert [repr(reader.read(TIME)) for _ in times] == [repr(each) for each in times]


@given(seed=seeds)
@settings(max_examples=400)
def test_the_same_values_are_read_as_other_types(echo: Echo, seed: int) -> None:
    """What Go refuses is refused, and what it reads is read as the same."""
    dice = Dice(seed, interfaces=False)
    sent = [(kind, dice.value(kind)) for kind in [dice.kind(3) for _ in range(3)]]
    wanted = [dice.related(kind) for kind, _ in sent]
    data = written(sent)
    errors, echoed = echo.ask(wanted, data)
    reader, by_go = Reader(), Reader()
    reader.feed(data)
    by_go.feed(echoed)
    for kind, error in zip(wanted, errors, strict=True):
        if error:
            with pytest.raises(DecodeError):
                reader.read(kind)
        else:
            assert arrived(kind, reader.read(kind), by_go=True) == by_go.read(kind)
