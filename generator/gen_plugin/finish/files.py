"""Reading what is on the disk."""

from __future__ import annotations

from pathlib import Path

from gen_plugin import disk
from gen_plugin.environment import EnvironmentFault


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
