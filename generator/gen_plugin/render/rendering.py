"""The render stage: interface and contract in, the texts of all files out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePath

from gen_plugin.frozen import replace
from gen_plugin.lower import lock_file
from gen_plugin.lower.contract import Contract
from gen_plugin.model.interface import Interface
from gen_plugin.proto.model import ProtoFile
from gen_plugin.render.environment import print_template
from gen_plugin.render.header import with_header
from gen_plugin.render.proto.view import view_file
from gen_plugin.render.python.files import PackageWriter
from gen_plugin.render.python.scaffold import print_main
from gen_plugin.render.tree import OutputTree


def render_proto(file: ProtoFile) -> str:
    """The text of a .proto file, without the header of a generated file."""
    return print_template("proto/file.proto.j2", view_file(file))


def render(
    interface: Interface,
    contract: Contract,
    descriptor: bytes,
    package: str,
    beside: Iterable[str] = (),
) -> OutputTree:
    """Print every file of the generated package.

    Args:
        interface: What the source says.
        contract: What the wire needs to know.
        descriptor: The serialized ``FileDescriptorProto`` of `render_proto`'s text.
        package: The dotted import name that the generated package will have.
        beside: Further generated files, which the lock is to list as well.
    """
    source = PurePath(interface.source.path).name
    writer = PackageWriter(interface, contract, package)
    files = {
        contract.file.name: with_header(render_proto(contract.file), source, comment="//"),
        **{name: with_header(text, source) for name, text in writer.files(descriptor).items()},
        "py.typed": "",
    }
    names = tuple(sorted((*files, lock_file.FILE_NAME)))
    listed = (*names, *sorted(beside))
    files[lock_file.FILE_NAME] = lock_file.write(replace(contract.lock, files=listed))
    return OutputTree({name: _encoded(files)[name] for name in names})


def _encoded(files: Mapping[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in files.items()}


def render_main(interface: Interface, contract: Contract, package: str, main: str) -> str:
    """Print the scaffold of the plugin's entry point.

    Args:
        interface: What the source says.
        contract: What the wire needs to know.
        package: The dotted import name that the generated package will have.
        main: The dotted import name that the entry point will have: ``main``, ``myapp.main``.
    """
    return print_main(interface, contract, package, main)
