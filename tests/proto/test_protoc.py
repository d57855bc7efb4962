"""protoc: what it takes, what it refuses, and that it leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto

from gen_plugin.environment import EnvironmentFault
from gen_plugin.proto.protoc import ProtocRefused, compile_file

GREETER = """
syntax = "proto3";
package greeter.v1;
// Somebody.
message Person { string name = 1; optional int64 age = 2; }
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_compile(temporary: Path) -> None:
    file = FileDescriptorProto.FromString(compile_file("greeter.proto", GREETER))
    assert (file.name, file.package) == ("greeter.proto", "greeter.v1")
    assert [each.name for each in file.message_type[0].field] == ["name", "age"]
    assert not file.HasField("source_code_info")
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("name", ["-v.proto", "a b.proto", "grüße.proto"])
def test_any_file_name(name: str) -> None:
    assert FileDescriptorProto.FromString(compile_file(name, GREETER)).name == name


def test_a_large_file() -> None:
    fields = "".join(f"int64 f{number} = {number};" for number in range(1, 3000))
    text = f'syntax = "proto3"; message Large {{ {fields} }}'
    file = FileDescriptorProto.FromString(compile_file("large.proto", text))
    assert len(file.message_type[0].field) == 2999


def test_refusal_is_a_bug_and_says_what_protoc_says(temporary: Path) -> None:
    text = 'syntax = "proto3"; message A { int64 x = 1; string x = 2; Gone y = 3; }'
    with pytest.raises(ProtocRefused, match="a bug in gen-plugin") as caught:
        compile_file("a.proto", text)
    assert '"x" is already defined in "A"' in caught.value.messages
    assert list(temporary.iterdir()) == []


def test_no_place_for_a_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(EnvironmentFault, match="No such file or directory") as caught:
        compile_file("greeter.proto", GREETER)
    assert "TMPDIR" in caught.value.fix
