"""Flags: all bits arrive, or none do."""

from __future__ import annotations

from typing import Any

import pytest
from tests.codec.generated import Generated, load

from gen_plugin_runtime.errors import DecodeError, EncodeError
from gen_plugin_runtime.protobuf.wire import varint_field

SOURCE = """
from __future__ import annotations
from enum import CONFORM, EJECT, KEEP, Flag, IntFlag
from typing import Protocol

class Access(Flag):
    READ = 1
    WRITE = 4

class Mode(IntFlag):
    A = 1
    TOP = 1 << 63

class Kept(Flag, boundary=KEEP):
    A = 1

class Conforming(Flag, boundary=CONFORM):
    A = 1

class Ejecting(Flag, boundary=EJECT):
    A = 1

class Files(Protocol):
    def access(self, it: Access) -> None: ...
    def mode(self, it: Mode | None) -> None: ...
    def kept(self, it: Kept = Kept.A) -> None: ...
    def conforming(self, it: Conforming) -> None: ...
    def ejecting(self, it: Ejecting) -> None: ...
    def many(self, it: dict[Access, set[Mode]]) -> None: ...
"""


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return load(SOURCE, tmp_path_factory.mktemp("flags"))


def _sent(generated: Generated, method: str, value: Any) -> Any:
    message = f"Files{method.capitalize()}Request"
    return generated.decoder(message)(generated.encoder(message)(value))


def test_bits_arrive(generated: Generated) -> None:
    module = generated.source
    access, mode = module.Access, module.Mode
    for method, value in (
        ("access", access.READ | access.WRITE),
        ("access", access(0)),
        ("mode", mode(6)),
        ("mode", None),
        ("kept", module.Kept(2**40)),
        ("many", {access.READ: {mode.A, mode(0)}}),
    ):
        arrived = _sent(generated, method, value)
        assert arrived == value
        assert type(arrived) is type(value)


def test_a_default_is_a_member(generated: Generated) -> None:
    assert generated.decoder("FilesKeptRequest")(b"") is generated.source.Kept.A


def test_other_values_are_not_sent(generated: Generated) -> None:
    module = generated.source
    for value in (1, module.Mode.A, "READ", None):
        with pytest.raises(EncodeError, match=r"^access\(it\): .* is no Access"):
            _sent(generated, "access", value)
    with pytest.raises(EncodeError, match=r"^mode\(it\): .* has bits that do not fit int64"):
        _sent(generated, "mode", module.Mode.TOP)
    with pytest.raises(EncodeError, match=r"^many\(it.* item\): 1 is no Mode"):
        _sent(generated, "many", {module.Access.READ: {1}})


@pytest.mark.parametrize("method", ["access", "conforming", "ejecting"])
@pytest.mark.parametrize("bits", [2, 3, -1])
def test_bits_that_the_class_cannot_hold_do_not_arrive(
    method: str, bits: int, generated: Generated
) -> None:
    read = generated.decoder(f"Files{method.capitalize()}Request")
    with pytest.raises(DecodeError, match=rf"^{method}\(it\): .* has no flags for the bits"):
        read(varint_field(1, bits))
