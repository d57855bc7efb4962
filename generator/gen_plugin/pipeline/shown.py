"""What is shown of a source file, and never written."""

from __future__ import annotations

from pathlib import PurePath

from gen_plugin import settings, source
from gen_plugin.check import check
from gen_plugin.frozen import replace
from gen_plugin.lower import lower
from gen_plugin.parse import python
from gen_plugin.pipeline import folders, locks
from gen_plugin.pipeline.options import Options
from gen_plugin.render.go.netrpc import print_netrpc


def show_go_netrpc(source_path: str, options: Options) -> str:
    """The Go side of an interface over net/rpc, with the names that its lock keeps.

    Args:
        source_path: The source file, as the user named it.
        options: What the command line says of it.

    Raises:
        InputRefused: The input has faults, or net/rpc cannot carry what it says.
        EnvironmentFault: The lock cannot be read.
    """
    file = source.read(source_path)
    wanted = replace(settings.load(source_path).overruled(options.overruling), netrpc=True)
    reading = check(python.parse(file), wanted)
    lock = locks.read_lock(folders.output_folder(source_path, wanted, options))
    contract = lower(reading.interface, wanted, lock, reading.faults)
    if contract.netrpc is None:
        raise TypeError("net/rpc was asked for")
    return print_netrpc(contract.netrpc, contract.handshake, PurePath(source_path).name)
