"""The sources that a project lists, by their paths or by patterns."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

from gen_plugin.project import interfaces, is_pattern


def entry_for(path: str, sources: Mapping[str, object]) -> str:
    """The key that says something of a source: its own path, else the first pattern; or nothing.

    Args:
        path: Relative to the project, with forward slashes.
        sources: The table ``[tool.gen-plugin.sources]``.
    """
    for name in sources:
        if not is_pattern(name) and os.path.normpath(name) == os.path.normpath(path):
            return name
    return next((name for name in sources if is_pattern(name) and fnmatchcase(path, name)), "")


def paths_of(names: Iterable[str], root: Path) -> Iterator[Path]:
    """The files that keys of the table stand for, in the table's order, each once."""
    found: dict[Path, None] = {}
    for name in names:
        if is_pattern(name):
            found |= dict.fromkeys(interfaces(root, name))
        else:
            found[root / name] = None
    yield from found
