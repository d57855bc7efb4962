"""How the finished output differs from what is on the disk."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from gen_plugin.finish.target import Target
from gen_plugin.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run would do to the target, by file name; each in sorted order.

    Attributes:
        created: Files that are not there yet.
        updated: Files whose content differs.
        removed: Files of an earlier run that nothing generates any more.
    """

    created: tuple[str, ...]
    updated: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def are_none(self) -> bool:
        """Whether all is as it was."""
        return not (self.created or self.updated or self.removed)

    def summary(self) -> str:
        """What happened, in a few words: ``9 files created``."""
        counts = (("created", self.created), ("updated", self.updated), ("removed", self.removed))
        parts = [f"{len(names)} {verb}" for verb, names in counts if names]
        return ", ".join(parts) or "up to date"


def compare(files: Mapping[str, bytes], target: Target) -> Changes:
    """What has to change for the target to hold exactly `files`."""
    return Changes(
        created=tuple(sorted(name for name in files if name not in target.files)),
        updated=tuple(
            sorted(name for name, data in files.items() if target.files.get(name, data) != data)
        ),
        removed=tuple(sorted(name for name in target.files if name not in files)),
    )


def unified_diff(files: Mapping[str, bytes], target: Target) -> str:
    """A diff for ``patch -p1``, from the disk to the finished output; empty if they agree."""
    names = sorted({*files, *target.files})
    return "".join(line for name in names for line in _file_diff(name, target, files.get(name)))


def _file_diff(name: str, target: Target, new: bytes | None) -> Iterator[str]:
    old = target.files.get(name)
    if old == new:
        return
    shown = target.shown(name)
    lines = difflib.unified_diff(
        _lines(old),
        _lines(new),
        fromfile="/dev/null" if old is None else f"a/{shown}",
        tofile="/dev/null" if new is None else f"b/{shown}",
    )
    empty = True
    for line in lines:
        empty = False
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
    if empty:  # an empty file that comes or goes has no lines to show
        yield f"{'Created' if old is None else 'Removed'} empty file: {shown}\n"


def _lines(data: bytes | None) -> list[str]:
    # Not splitlines(True): a form feed or U+2028 inside a line is no line end to a diff.
    text = (data or b"").decode("utf-8", "replace")
    lines = [f"{line}\n" for line in text.split("\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines
