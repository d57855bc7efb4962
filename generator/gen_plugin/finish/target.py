"""The folder that is generated into, as it stands before a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from gen_plugin import disk
from gen_plugin.finish.files import read_file
from gen_plugin.finish.journal import Journal, leftovers
from gen_plugin.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """An output folder and what is in it.

    Attributes:
        folder: The folder; it need not exist.
        files: Name and content of each file that the run is about and that exists: those that it
            will write and those that the lock lists. Without the carriage returns that git may have
            put before line ends.
        journal: Of a run that was cut off; None if there was none.
        is_new: Whether no run has ever finished there.
        is_littered: Whether something is left of that run, its journal or what it had staged.
    """

    folder: Path
    files: Mapping[str, bytes]
    journal: Journal | None = None
    is_new: bool = False
    is_littered: bool = False

    def shown(self, name: str) -> str:
        """A file's path as messages show it, with forward slashes."""
        return (self.folder / name).as_posix()


def read_target(
    folder: Path, names: Iterable[str], journal: Journal | None = None, *, is_new: bool = False
) -> Target:
    """The folder with the named files, those of them that exist.

    Raises:
        EnvironmentFault: One is there and cannot be read.
    """
    contents = {name: read_file(folder / name) for name in sorted(set(names))}
    files = {
        name: data.replace(b"\r\n", b"\n") for name, data in contents.items() if data is not None
    }
    is_littered = any(map(disk.is_file, leftovers(folder, journal)))
    return Target(folder, files, journal, is_new, is_littered)
