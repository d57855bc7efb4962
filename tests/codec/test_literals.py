"""Listed values: nothing else is sent, nothing else arrives."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Any

import pytest
from tests.codec.generated import Generated, load

from gen_plugin_runtime.errors import DecodeError, EncodeError
from gen_plugin_runtime.protobuf.wire import length_delimited_field, varint_field

SOURCE = """
from __future__ import annotations
from typing import Literal, Protocol

class Files(Protocol):
    def open(self, mode: Literal["r", "w"], level: Literal[1, 2] | None = 2) -> None: ...
    def many(self, modes: list[Literal["r", "w"]], levels: set[Literal[1, 2]]) -> None: ...
    def mixed(self, it: Literal["a", 3], maybe: Literal["b", 4, None]) -> None: ...
    def wide(self, it: Literal["a", 3] | bytes) -> None: ...
    def odd(self, same: Literal["R", "W"], empty: Literal["", "/"]) -> None: ...
"""


class Mode(StrEnum):
    READ = "r"


class Level(IntEnum):
    ONE = 1


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return load(SOURCE, tmp_path_factory.mktemp("literals"))


def _sent(generated: Generated, method: str, *values: Any) -> Any:
    message = f"Files{method.capitalize()}Request"
    return generated.decoder(message)(generated.encoder(message)(*values))


def test_listed_values_arrive(generated: Generated) -> None:
    assert _sent(generated, "open", "r", 1) == ("r", 1)
    assert _sent(generated, "open", "w", None) == ("w", None)
    assert _sent(generated, "many", ["r", "w", "r"], {2, 1}) == (["r", "w", "r"], {1, 2})
    assert _sent(generated, "odd", "R", "") == ("R", "")


@pytest.mark.parametrize("value", ["x", "", None, b"r", ["r"], Mode.READ])
def test_other_values_are_not_sent(value: object, generated: Generated) -> None:
    with pytest.raises(EncodeError, match=r"^open\(mode\): .* is none of \['r', 'w'\]"):
        _sent(generated, "open", value, None)


@pytest.mark.parametrize("value", [0, 3, True, 1.0, "1", Level.ONE])
def test_other_numbers_are_not_sent(value: object, generated: Generated) -> None:
    with pytest.raises(EncodeError, match=r"^open\(level\): .* is none of \[1, 2, None\]"):
        _sent(generated, "open", "r", value)


def test_texts_and_numbers_arrive_as_what_they_are(generated: Generated) -> None:
    assert _sent(generated, "mixed", "a", 4) == ("a", 4)
    assert _sent(generated, "mixed", 3, None) == (3, None)
    assert _sent(generated, "wide", b"a") == b"a"


@pytest.mark.parametrize("value", ["b", 4, "3", None, b"a", True, Mode.READ])
def test_all_that_is_listed_is_named(value: object, generated: Generated) -> None:
    with pytest.raises(EncodeError, match=r"^mixed\(it\): .* is none of \['a', 3\]$"):
        _sent(generated, "mixed", value, None)
    with pytest.raises(EncodeError, match=r"^mixed\(maybe\): .* is none of \['b', 4, None\]$"):
        _sent(generated, "mixed", "a", value if value not in ("b", 4, None) else "a")


@pytest.mark.parametrize("value", ["b", 4])
def test_what_is_listed_beside_another_type_is_named(value: object, generated: Generated) -> None:
    with pytest.raises(EncodeError, match=r"^wide\(it\): .* is none of \['a', 3\]$"):
        _sent(generated, "wide", value)


def test_texts_and_numbers_are_one_literal(generated: Generated) -> None:
    client = generated.output.tree["client.py"].decode()
    assert 'it: Literal["a", 3], maybe: Literal["b", 4] | None' in client
    assert 'it: Literal["a", 3] | bytes' in client


def test_other_values_do_not_arrive(generated: Generated) -> None:
    read = generated.decoder("FilesOpenRequest")
    with pytest.raises(DecodeError, match=r"^open\(mode\): '' is none of \['r', 'w'\]"):
        read(b"")
    with pytest.raises(DecodeError, match=r"^open\(mode\): 'x' is none of \['r', 'w'\]"):
        read(length_delimited_field(1, b"x"))
    with pytest.raises(DecodeError, match=r"^many\(levels=\[1\]\): 3 is none of \[1, 2\]"):
        generated.decoder("FilesManyRequest")(varint_field(2, 1) + varint_field(2, 3))
