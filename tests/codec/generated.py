"""Generates a package from source text, imports it, and loads its .proto into the library."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

from google.protobuf import (
    descriptor_pb2,
    descriptor_pool,
    duration_pb2,
    message_factory,
    struct_pb2,
    timestamp_pb2,
)
from google.protobuf.message import Message

from gen_plugin import source
from gen_plugin.check import check
from gen_plugin.lower import lower
from gen_plugin.lower.contract import Contract
from gen_plugin.lower.lock import Lock
from gen_plugin.model.interface import Interface
from gen_plugin.parse import python
from gen_plugin.proto.protoc import compile_file
from gen_plugin.render import OutputTree, render, render_main, render_proto
from gen_plugin.render.python.codec_names import name_codec
from gen_plugin.settings.settings import SourceSettings

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Output:
    """What the generator makes of a source file."""

    interface: Interface
    contract: Contract
    descriptor: bytes
    tree: OutputTree
    main: str


def generate(
    path: Path,
    package: str | None = None,
    settings: SourceSettings | None = None,
    lock: Lock | None = None,
) -> Output:
    """Run the stages from reading to rendering.

    Args:
        path: The source file.
        package: The generated package's import name, by default beside the source.
        settings: What is set for the file, by default nothing.
        lock: What an earlier state of it has fixed, by default nothing.
    """
    wanted = settings or SourceSettings()
    interface = check(python.parse(source.read(str(path)))).sound()
    contract = lower(interface, wanted, lock)
    descriptor = compile_file(contract.file.name, render_proto(contract.file))
    module = interface.source.module
    package = package or f"{module}_plugin"
    main = ".".join([*module.split(".")[:-1], "main"])
    return Output(
        interface,
        contract,
        descriptor,
        render(interface, contract, descriptor, package),
        render_main(interface, contract, package, main),
    )


def write(output: Output, folder: Path) -> None:
    """Write the generated package."""
    folder.mkdir()
    for name, data in output.tree.items():
        (folder / name).write_bytes(data)


@dataclass(frozen=True, slots=True)
class Generated:
    """A generated package, imported, and the protobuf library's classes for its messages."""

    output: Output
    source: ModuleType
    codec: ModuleType
    messages: Mapping[str, type[Message]]

    @property
    def contract(self) -> Contract:
        """What the generator decided."""
        return self.output.contract

    def encoder(self, message: str) -> Callable[..., bytes]:
        """The function that encodes a request or response."""
        return self._function("encode", message)

    def decoder(self, message: str) -> Callable[[bytes | bytearray], Any]:
        """The function that decodes it."""
        return self._function("decode", message)

    def _function(self, verb: str, message: str) -> Callable[..., Any]:
        names = name_codec(self.output.interface, self.contract)
        function: Callable[..., Any] = getattr(self.codec, f"{verb}_{names.messages[message]}")
        return function


def load(
    text: str,
    folder: Path,
    settings: SourceSettings | None = None,
    lock: Lock | None = None,
) -> Generated:
    """Generate a package from a source text and import it, under a name of its own."""
    name = f"sample_{next(_numbers)}"
    path = folder / f"{name}.py"
    path.write_text(text, encoding="utf-8")
    output = generate(path, settings=settings, lock=lock)
    write(output, folder / f"{name}_plugin")
    sys.path.insert(0, str(folder))
    try:
        importlib.invalidate_caches()
        importlib.import_module(f"{name}_plugin")
        return Generated(
            output,
            source=importlib.import_module(name),
            codec=importlib.import_module(f"{name}_plugin.codec"),
            messages=library_classes(output),
        )
    finally:
        sys.path.remove(str(folder))


def library_classes(output: Output) -> dict[str, type[Message]]:
    """The protobuf library's class of each message, by its name within the package."""
    pool = descriptor_pool.DescriptorPool()
    for known in (duration_pb2, struct_pb2, timestamp_pb2):
        pool.AddSerializedFile(known.DESCRIPTOR.serialized_pb)
    pool.Add(descriptor_pb2.FileDescriptorProto.FromString(output.descriptor))
    package, messages = output.contract.file.package, output.contract.messages
    spread = {
        each.field.type.name for one in messages.values() for each in one.fields if each.is_spread
    }
    return {
        name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{package}.{name}"))
        for name in messages.keys() - spread
    }
