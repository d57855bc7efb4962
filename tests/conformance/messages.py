"""The messages of gRPC's interop suite, compiled from `interop.proto` into the protobuf library."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

from gen_plugin.proto.protoc import compile_file

_PROTO = Path(__file__).with_name("interop.proto")


def _compile() -> SimpleNamespace:
    descriptor = compile_file(_PROTO.name, _PROTO.read_text(encoding="utf-8"))
    file = descriptor_pb2.FileDescriptorProto.FromString(descriptor)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    messages = pool.FindFileByName(file.name).message_types_by_name
    return SimpleNamespace(
        **{name: message_factory.GetMessageClass(message) for name, message in messages.items()}
    )


pb: Any = _compile()
"""The message classes, by their names."""


def payload(size: int) -> Any:
    """A payload of zeros, which is what the suite sends."""
    return pb.Payload(body=bytes(size))
