"""Which files are the generator's: nothing that somebody else wrote or edited is lost."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath

from gen_plugin.diagnostics.diagnostic import Diagnostic
from gen_plugin.finish.target import Target
from gen_plugin.lower.lock_file import FILE_NAME as LOCK_NAME
from gen_plugin.render.header import is_pristine, source_of

# They carry no hash of themselves: the lock is read before it is written, py.typed is empty.
UNMARKED = frozenset({LOCK_NAME, "py.typed"})

_CONFLICT = re.compile(rb"^<{7} ", re.MULTILINE)


def find_foreign(
    files: Mapping[str, bytes], target: Target, listed: Collection[str]
) -> list[Diagnostic]:
    """A diagnostic for each file in the way that is not as the generator left it.

    Args:
        files: What the run will write.
        target: What is on the disk.
        listed: The files that the lock of the last run lists.
    """
    return [
        _fault(name, target, listed)
        for name, data in sorted(target.files.items())
        if data != files.get(name) and not _is_ours(name, data, listed)
    ]


def generated_files(folder: Path) -> Iterator[str]:
    """The generated files in a folder as a lock would list them: by their headers or names."""
    for path in (*folder.glob("*"), *folder.glob("v[1-9]*/*")):
        if path.is_file() and (
            path.name in UNMARKED or source_of(path.read_text("utf-8", "replace")) is not None
        ):
            yield path.relative_to(folder).as_posix()


def _is_ours(name: str, data: bytes, listed: Collection[str]) -> bool:
    if PurePosixPath(name).name in UNMARKED:
        return name == LOCK_NAME or name in listed or not data
    return is_pristine(data.decode("utf-8", "replace"))


def _fault(name: str, target: Target, listed: Collection[str]) -> Diagnostic:
    if name in listed and _CONFLICT.search(target.files[name]):
        return Diagnostic(
            "GP401",
            f"{target.shown(name)} has a merge conflict that is not resolved",
            "run this with --force: everything in generated files is made anew",
        )
    if name in listed:
        return Diagnostic(
            "GP401",
            f"{target.shown(name)} was edited after it was generated",
            "undo the edit, which the next run would lose, or overwrite it with --force",
        )
    return Diagnostic(
        "GP402",
        f"{target.shown(name)} is in the way: gen-plugin did not write it",
        "move it, choose another folder with --out, or overwrite it with --force",
    )
