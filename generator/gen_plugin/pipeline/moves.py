"""An interface that was renamed or moved, or whose output is elsewhere: the lock knows."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from gen_plugin import settings
from gen_plugin.diagnostics.diagnostic import Diagnostic, InputRefused
from gen_plugin.frozen import dataclass
from gen_plugin.lower import lock_file
from gen_plugin.lower.lock import Lock
from gen_plugin.model.interface import Interface

_SKIPPED = {"__pycache__", "build", "dist", "env", "node_modules", "site-packages", "venv"}


@dataclass(frozen=True, slots=True)
class Output:
    """The output of an earlier run.

    Attributes:
        former: The source that it was generated from, if that is gone; else None.
    """

    folder: Path
    former: Path | None


def find_output(interface: Interface) -> tuple[Output | None, list[tuple[Path, Path]]]:
    """Look through the project for a lock that records this source, or one that is gone.

    What records a source that is gone is taken if it has a Protocol of the interface, and stays
    where it is: those who import it need not know.

    Returns:
        What is the interface's; if nothing is, all other folders whose sources are gone, and those.

    Raises:
        InputRefused: Several could be meant.
    """
    source = Path(interface.source.path).absolute()
    here: list[Output] = []
    gone: list[Output] = []
    others: list[tuple[Path, Path]] = []
    names = {each.name for each in interface.protocols}
    for folder, lock in _locks(_root(source)):
        recorded = Path(os.path.normpath(folder / lock.source))
        shown = folder if Path(interface.source.path).is_absolute() else _relative(folder)
        if recorded.exists() and recorded.samefile(source):
            here.append(Output(shown, None))
        elif not recorded.exists() and names & lock.services.keys():
            gone.append(Output(shown, recorded))
        elif not recorded.exists():
            others.append((shown, recorded))
    found = here or gone
    if len(found) > 1:
        raise _refused(interface.source.path, found)
    return (found[0], []) if found else (None, others)


def _root(source: Path) -> Path:
    """The folder of the project; the source's own if there is no sign of one."""
    project = settings.find_project(str(source))
    if project is not None:
        return project.parent
    return next((each for each in source.parents if (each / ".git").exists()), source.parent)


def _locks(root: Path) -> Iterator[tuple[Path, Lock]]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(
            each for each in folders if each not in _SKIPPED and not each.startswith(".")
        )
        if lock_file.FILE_NAME in files:
            folders.clear()  # the former versions in it are its own
            lock = _readable(Path(folder, lock_file.FILE_NAME))
            if lock is not None:
                yield Path(folder), lock


def _readable(path: Path) -> Lock | None:
    """A lock; None if it cannot be read: it is none of ours, or its own run will tell."""
    try:
        return lock_file.read(path.read_text("utf-8", "replace"), str(path))
    except (InputRefused, OSError):
        return None


def _relative(folder: Path) -> Path:
    return Path(os.path.relpath(folder))


def _refused(source_path: str, found: list[Output]) -> InputRefused:
    folders = " and ".join(each.folder.as_posix() for each in found)
    return InputRefused(
        [
            Diagnostic(
                "GP405",
                f"{folders} could each be the output of {source_path}",
                "say which one by --out, or set it as out in pyproject.toml",
            )
        ]
    )
