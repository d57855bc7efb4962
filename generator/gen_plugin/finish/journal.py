"""What a run is about to do, written down before it does it, so that the next one can make it good.

A run that was cut off is undone by the next: what it had staged goes, and what it had replaced is
replaced again, since all of it is generated. Only what cannot be seen afterwards has to be known:
which files were to go, and whether the scaffold had been put into its place.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from gen_plugin.finish.files import read_file
from gen_plugin.frozen import dataclass, field_names
from gen_plugin.lower.lock_file import is_listable

FILE_NAME = ".gen-plugin-journal"
_SUFFIX = ".gen-plugin-new"


@dataclass(frozen=True, slots=True)
class Journal:
    """What a run is about to do.

    Attributes:
        is_first: Whether no run had ever finished there when it began.
        is_staged: Whether all files are complete beside their places, and may be put there.
        files: The files that it writes and removes, by their paths within the folder.
        scaffold: The place of the scaffold that it writes, from the folder; None if it writes none.
    """

    is_first: bool
    is_staged: bool
    files: tuple[str, ...]
    scaffold: str | None

    def owes_scaffold(self, folder: Path) -> bool:
        """Whether the scaffold has not been put into its place yet."""
        if self.scaffold is None:
            return False
        return not self.is_staged or staged(folder / self.scaffold).exists()


def staged(place: Path) -> Path:
    """Where a file is complete before it takes its place."""
    return place.with_name(f".{place.name}{_SUFFIX}")


def read(folder: Path) -> Journal | None:
    """The journal of a run that was cut off; None if there was none."""
    data = read_file(folder / FILE_NAME)
    if data is None:
        return None
    try:
        facts = json.loads(data)
        return Journal(
            is_first=bool(facts["is_first"]),
            is_staged=bool(facts["is_staged"]),
            files=tuple(each for each in facts["files"] if is_listable(each)),
            scaffold=facts["scaffold"] and str(facts["scaffold"]),
        )
    except (ValueError, KeyError, TypeError):
        return None  # it is replaced by a rename: what cannot be read is none of ours


def write(folder: Path, journal: Journal) -> None:
    """Write it in one step: before, there is the former one or none."""
    place = folder / FILE_NAME
    facts = {name: getattr(journal, name) for name in field_names(journal)}
    staged(place).write_text(json.dumps(facts))
    staged(place).replace(place)


def remove(folder: Path) -> None:
    """Nothing is left to be made good."""
    (folder / FILE_NAME).unlink(missing_ok=True)


def leftovers(folder: Path, journal: Journal | None) -> Iterator[Path]:
    """What a run that was cut off has left, if it got so far: its journal, and what it staged."""
    yield folder / FILE_NAME
    yield staged(folder / FILE_NAME)
    yield from folder.glob(f".*{_SUFFIX}")
    yield from folder.glob(f"v[1-9]*/.*{_SUFFIX}")
    if journal is not None and journal.scaffold is not None:
        yield staged(Path(os.path.normpath(folder / journal.scaffold)))


def discard(path: Path) -> None:
    """Remove a file, or leave it if that cannot be done."""
    with suppress(OSError):
        path.unlink()
