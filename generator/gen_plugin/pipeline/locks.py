"""The locks that an interface is held to: that of its output, and those of other commits."""

from __future__ import annotations

from pathlib import Path

from gen_plugin.diagnostics.diagnostic import Diagnostic, InputRefused
from gen_plugin.finish.files import read_file
from gen_plugin.finish.ownership import generated_files
from gen_plugin.lower import lock_file, restoring
from gen_plugin.lower.lock import Lock
from gen_plugin.proto.described import read_descriptor
from gen_plugin.proto.protoc import ProtocRefused, compile_file
from gen_plugin.render.header import is_pristine, source_of
from gen_plugin.source.git import Commit


def read_lock(folder: Path) -> Lock | None:
    """The lock in a folder, or one made again from the .proto there; None if there is neither."""
    path = folder / lock_file.FILE_NAME
    data = read_file(path)
    return restored_lock(folder) if data is None else _read(data, str(path))


def restored_lock(folder: Path) -> Lock | None:
    """A lock made from the generated .proto in a folder; None if there is none."""
    for path in sorted(folder.glob("*.proto")):
        text = (read_file(path) or b"").decode("utf-8", "replace").replace("\r\n", "\n")
        source = source_of(text)
        if source is not None:
            return _restore(path, text, source)
    return None


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


def _restore(path: Path, text: str, source: str) -> Lock:
    if not is_pristine(text):
        raise _lost(path, "was edited")
    try:
        file = read_descriptor(compile_file(path.name, text))
    except ProtocRefused:
        raise _lost(path, "is no .proto that protoc accepts") from None
    return restoring.restore(file, text, source, generated_files(path.parent), str(path))


def _lost(path: Path, reason: str) -> InputRefused:
    return InputRefused(
        [
            Diagnostic(
                "GP515",
                f"{(path.parent / lock_file.FILE_NAME).as_posix()} is lost, and {path.name}, from "
                f"which it could be made again, {reason}",
                "restore one of them from version control; or, if nothing built before is in use, "
                "delete the folder",
            )
        ]
    )
