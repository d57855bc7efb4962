"""Writing: every file is complete beside its place before the first one is replaced."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from gen_plugin.environment import EnvironmentFault
from gen_plugin.finish.compare import Changes
from gen_plugin.finish.target import Target
from gen_plugin.lower.lock_file import FILE_NAME as LOCK_NAME

_SUFFIX = ".gen-plugin-new"


def write(files: Mapping[str, bytes], changes: Changes, target: Target) -> None:
    """Bring the target to `files`; untouched files keep their times.

    Each file is replaced by a rename, the lock last, so that a run cut off in between is seen as
    stale and made good by the next one.

    Raises:
        EnvironmentFault: The folder cannot be written. Nothing was replaced then, unless the disk
            failed half way.
    """
    names = sorted((*changes.created, *changes.updated), key=lambda name: (name == LOCK_NAME, name))
    made = _make_folder(target.folder)
    staged: list[tuple[Path, Path]] = []
    try:
        staged.extend(_stage(target.folder / name, files[name]) for name in names)
        for source, place in staged:
            source.replace(place)
        for name in changes.removed:
            (target.folder / name).unlink(missing_ok=True)
    except OSError as error:
        _discard(source for source, _ in staged)
        _remove_folders(made)
        raise _unwritable(target.folder, error) from None


def write_new(path: Path, data: bytes) -> None:
    """Write a file that does not exist yet, and its folders.

    Raises:
        EnvironmentFault: It cannot be written.
    """
    made = _make_folder(path.parent)
    try:
        source, place = _stage(path, data)
        source.replace(place)
    except OSError as error:
        _remove_folders(made)
        raise _unwritable(path, error) from None


def _stage(place: Path, data: bytes) -> tuple[Path, Path]:
    source = place.with_name(f".{place.name}{_SUFFIX}")
    try:
        source.write_bytes(data)
    except OSError:
        _discard([source])
        raise
    return source, place


def _discard(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink()


def _make_folder(folder: Path) -> list[Path]:
    """Make the folder and those above it; the new ones, innermost first."""
    missing = []
    above = folder
    while not above.exists():
        missing.append(above)
        above = above.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        _remove_folders(missing)
        raise _unwritable(folder, error) from None
    return missing


def _remove_folders(folders: list[Path]) -> None:
    for folder in folders:
        with suppress(OSError):
            os.rmdir(folder)


def _unwritable(path: Path, error: OSError) -> EnvironmentFault:
    return EnvironmentFault(
        f"cannot write {path.as_posix()}: {error.strerror}",
        "make the folder writable, or choose another one with --out",
    )
