"""The folder that is generated into, as it stands before a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from gen_plugin import disk
from gen_plugin.environment import EnvironmentFault


@dataclass(frozen=True, slots=True)
class Target:
    """An output folder and what is in it.

    Attributes:
        folder: The folder; it need not exist.
        files: Name and content of each file that the run is about and that exists: those that it
            will write and those that the lock lists. Without the carriage returns that git may have
            put before line ends.
    """

    folder: Path
    files: Mapping[str, bytes]

    def shown(self, name: str) -> str:
        """A file's path as messages show it, with forward slashes."""
        return (self.folder / name).as_posix()


def read_file(path: Path) -> bytes | None:
    """A file's content, None if there is none.

    Raises:
        EnvironmentFault: It is there and cannot be read, or it is a folder.
    """
    try:
        return disk.read(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise EnvironmentFault(
            f"cannot read {path.as_posix()}: {error.strerror}",
            "make it a readable file, or remove it",
        ) from None


def read_target(folder: Path, names: Iterable[str]) -> Target:
    """The folder with the named files, those of them that exist."""
    contents = {name: read_file(folder / name) for name in sorted(set(names))}
    return Target(
        folder,
        {name: data.replace(b"\r\n", b"\n") for name, data in contents.items() if data is not None},
    )
