"""Writing: every file is complete beside its place before the first one is replaced."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from gen_plugin.disk import Answers, written
from gen_plugin.environment import EnvironmentFault
from gen_plugin.finish import journal
from gen_plugin.finish.compare import Changes
from gen_plugin.finish.journal import Journal, staged
from gen_plugin.finish.target import Target
from gen_plugin.frozen import dataclass, replace
from gen_plugin.lower.lock_file import FILE_NAME as LOCK_NAME


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

    Every file is complete beside its place before the first one is put there by a rename: the lock
    behind all that it lists, then `new`. A journal says meanwhile what is going on, so that the
    next run makes good one that was cut off, at whatever moment.

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
    gone = [target.folder / name for name in (*changes.removed, journal.FILE_NAME)]
    answers = written(places, gone)
    is_new = new is not None and not os.path.exists(new.path)
    if new is not None and is_new:
        places[new.path] = new.data
    if places or changes.removed or target.is_littered:
        scaffold = new.path if new and is_new else None
        _Writing(places, target, changes, scaffold).run()
    return Written(is_new, answers)


class _Writing:
    """One run's writing."""

    def __init__(
        self,
        places: Mapping[Path, bytes],
        target: Target,
        changes: Changes,
        scaffold: Path | None,
    ) -> None:
        lock = target.folder / LOCK_NAME
        order = sorted(places, key=lambda each: (each == scaffold, each == lock, each))
        self._places = {each: places[each] for each in order}
        self._folder = target.folder
        self._removed = [target.folder / name for name in changes.removed]
        self._former = target.journal
        former = target.journal.files if target.journal else ()
        changed = (*changes.created, *changes.updated, *changes.removed, *former)
        self._journal = Journal(
            is_first=target.is_new,
            is_staged=False,
            files=tuple(sorted(set(changed))),
            scaffold=os.path.relpath(scaffold, target.folder) if scaffold else None,
        )
        self._made: list[Path] = []
        self._at = target.folder
        self._replaced = False

    def run(self) -> None:
        """Everything, or nothing and an error."""
        try:
            self._stage()
            self._replace()
        except OSError as error:
            self._undo()
            raise _unwritable(self._at, error) from None
        except KeyboardInterrupt:
            self._undo()
            raise

    def _stage(self) -> None:
        for place in (self._folder / LOCK_NAME, *self._places):
            self._at = place.parent
            self._made += _make_folder(place.parent)
        self._at = self._folder
        journal.write(self._folder, self._journal)
        for path in list(journal.leftovers(self._folder, self._former)):
            if path.name != journal.FILE_NAME:
                path.unlink(missing_ok=True)
        for place, data in self._places.items():
            self._at = place.parent
            staged(place).write_bytes(data)

    def _replace(self) -> None:
        self._at = self._folder
        journal.write(self._folder, replace(self._journal, is_staged=True))
        for place in self._places:
            self._at = place.parent
            self._replaced = True
            staged(place).replace(place)
        for place in self._removed:
            self._at = place.parent
            place.unlink(missing_ok=True)
        _remove_folders(self._folder.glob("v[1-9]*"))
        journal.remove(self._folder)

    def _undo(self) -> None:
        """Leave no trace; or all of them, if something was replaced by now or by a former run."""
        if self._replaced or self._former is not None:
            return
        for place in self._places:
            journal.discard(staged(place))
        journal.discard(staged(self._folder / journal.FILE_NAME))
        journal.discard(self._folder / journal.FILE_NAME)
        _remove_folders(self._made)


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
