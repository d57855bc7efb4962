"""The locks that an interface is held to: the one in its folder, and those of other commits."""

from __future__ import annotations

from pathlib import Path

from gen_plugin.finish.target import read_file
from gen_plugin.lower import lock_file
from gen_plugin.lower.lock import Lock
from gen_plugin.source.git import Commit


def read_lock(folder: Path) -> Lock | None:
    """The lock in a folder; None if there is none."""
    path = folder / lock_file.FILE_NAME
    data = read_file(path)
    return None if data is None else _read(data, str(path))


def committed_lock(source_path: str, folder: Path, package: str, name: str) -> Lock | None:
    """The lock as it was in a commit; None if the interface is newer.

    Args:
        source_path: The source, which is in the repository.
        folder: The output folder.
        package: The proto package, by which a lock is found that was in another folder then.
        name: The commit, as git knows it.
    """
    commit = Commit.find(name, Path(source_path).absolute().parent)
    path = folder.absolute() / lock_file.FILE_NAME
    here = commit.read(path)
    if here is not None:
        return _read(here, f"{name}:{path.name}")
    for other in commit.files(lock_file.FILE_NAME):
        lock = _read(commit.read(other) or b"", f"{name}:{other.relative_to(commit.root)}")
        if lock.package == package:
            return lock
    return None


def _read(data: bytes, shown: str) -> Lock:
    return lock_file.read(data.decode(errors="replace"), shown)
