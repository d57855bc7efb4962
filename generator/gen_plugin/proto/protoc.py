"""protoc, the judge of every .proto that is written. Nothing else uses `grpc_tools`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from grpc_tools import protoc

from gen_plugin.environment import EnvironmentFault

_TIMEOUT_SECONDS = 60
_WELL_KNOWN = Path(protoc.__file__).with_name("_proto")
"""Where grpc_tools has ``google/protobuf/timestamp.proto`` and the like."""


class ProtocRefused(Exception):
    """protoc does not accept a .proto that gen-plugin wrote: a bug of gen-plugin.

    Attributes:
        messages: What protoc says.
    """

    def __init__(self, name: str, messages: str) -> None:
        super().__init__(
            f"protoc refuses {name}, which is a bug in gen-plugin; please report it with your "
            f"interface. protoc says:\n{messages}"
        )
        self.messages = messages


def compile_file(name: str, text: str) -> bytes:
    """Compile a .proto that imports nothing but what protobuf itself defines.

    protoc runs within this process, which takes 0.5 ms instead of 50; only if it refuses does it
    run again in a process of its own, since that is the only way to get hold of what it prints.

    Args:
        name: The file's name, as its descriptor is to have it: ``greeter.proto``.
        text: The file's text.

    Returns:
        The serialized `FileDescriptorProto`, without source information.

    Raises:
        ProtocRefused: protoc does not accept it.
        EnvironmentFault: There is no place for a temporary file.
    """
    with _temporary_folder() as folder:
        source, target = Path(folder, name), Path(folder, "descriptor-set")
        source.write_text(text, encoding="utf-8")
        arguments = [
            f"--proto_path={folder}",
            f"--proto_path={_WELL_KNOWN}",
            f"--descriptor_set_out={target}",
            str(source),
        ]
        if protoc.main(["protoc", *arguments]) != 0:
            raise ProtocRefused(name, _messages(arguments))
        return _only_file(target.read_bytes())


def _temporary_folder() -> TemporaryDirectory[str]:
    try:
        return TemporaryDirectory(prefix="gen-plugin-")
    except OSError as error:
        raise EnvironmentFault(
            f"protoc needs a place for a temporary file: {error.strerror}",
            "let the environment variable TMPDIR name a folder that can be written",
        ) from None


def _messages(arguments: list[str]) -> str:
    result = subprocess.run(
        [sys.executable, "-m", "grpc_tools.protoc", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_SECONDS,
        check=False,
    )
    return (result.stderr or result.stdout).strip()


def _only_file(descriptor_set: bytes) -> bytes:
    """The one file in a serialized `FileDescriptorSet`: its field 1, a length, and the file."""
    length, shift, position = 0, 0, 1
    while True:
        byte = descriptor_set[position]
        length |= (byte & 0x7F) << shift
        position, shift = position + 1, shift + 7
        if byte < 0x80:
            break
    if descriptor_set[0] != 0x0A or position + length != len(descriptor_set):
        raise ValueError("protoc wrote something else than one file descriptor")
    return descriptor_set[position:]
