"""Writing: every file is complete beside its place before the first one is replaced."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gen_plugin.disk import Answers, written
from gen_plugin.environment import EnvironmentFault
from gen_plugin.finish.compare import Changes
from gen_plugin.finish.target import Target
from gen_plugin.lower.lock_file import FILE_NAME as LOCK_NAME

_SUFFIX = ".gen-plugin-new"


@dataclass(frozen=True, slots=True)
class Written:
    """What a run has done.

    Attributes:
        is_new: Whether the further file was written; False if there was such a file already.
        answers: What the disk says of the target's files from now on.
    """

    is_new: bool
    answers: Answers


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that is written only where there is none."""

    path: Path
    data: bytes


def write(
    files: Mapping[str, bytes], changes: Changes, target: Target, new: NewFile | None = None
) -> Written:
    """Bring the target to `files`; untouched files keep their times.

    Each file is replaced by a rename, the lock last, so that a run cut off in between is seen as
    stale and made good by the next one.

    Args:
        files: What the target is to hold.
        changes: What of it is to be written and removed.
        target: The folder as it was.
        new: A further file, anywhere.

    Raises:
        EnvironmentFault: A folder cannot be written. Nothing was replaced then, unless the disk
            failed half way.
    """
    places = {target.folder / name: files[name] for name in (*changes.created, *changes.updated)}
    removed = [target.folder / name for name in changes.removed]
    answers = written(places, removed)
    is_new = new is not None and not os.path.exists(new.path)
    if new is not None and is_new:
        places[new.path] = new.data
    _replace(places, removed)
    return Written(is_new, answers)


def _replace(places: Mapping[Path, bytes], removed: Iterable[Path]) -> None:
    made: list[Path] = []
    staged: list[Path] = []
    place = Path()
    try:
        for place in sorted(places, key=lambda place: (place.name == LOCK_NAME, place)):
            made += _make_folder(place.parent)
            staged.append(place)
            _staged(place).write_bytes(places[place])
        for place in staged:
            _staged(place).replace(place)
        for place in removed:
            place.unlink(missing_ok=True)
    except OSError as error:
        _discard(map(_staged, staged))
        _remove_folders(made)
        raise _unwritable(place.parent, error) from None
    except KeyboardInterrupt:
        _discard(map(_staged, staged))
        raise


def _staged(place: Path) -> Path:
    """Where a file is complete before it takes its place."""
    return place.with_name(f".{place.name}{_SUFFIX}")


def _discard(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink()


def _make_folder(folder: Path) -> list[Path]:
    """Make the folder and those above it. Returns the new ones."""
    missing = []
    above = folder
    while not os.path.exists(above):
        missing.append(above)
        above = above.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        _remove_folders(missing)
        raise
    return missing


def _remove_folders(folders: Iterable[Path]) -> None:
    for folder in sorted(folders, reverse=True):
        with suppress(OSError):
            os.rmdir(folder)


def _unwritable(folder: Path, error: OSError) -> EnvironmentFault:
    if isinstance(error, FileExistsError | NotADirectoryError):
        return EnvironmentFault(
            f"cannot make the folder {folder.as_posix()}: there is a file in its place",
            "move the file, or choose another folder with --out",
        )
    return EnvironmentFault(
        f"cannot write {folder.as_posix()}: {error.strerror}",
        "make the folder writable, or choose another one with --out",
    )
