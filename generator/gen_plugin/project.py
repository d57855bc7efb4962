"""Which project a source belongs to, and what its settings might say, told without reading TOML."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gen_plugin import disk

if TYPE_CHECKING:
    from collections.abc import Iterable

FILE = "pyproject.toml"
_TOOL = "gen-plugin"
_WILD = frozenset("*?[")


def is_pattern(name: str) -> bool:
    """Whether it stands for the files that it matches: ``plugins/*.py``."""
    return not _WILD.isdisjoint(name)


def find_project(source_path: str) -> Path | None:
    """The nearest ``pyproject.toml`` in the source's folder or above it; None if there is none."""
    folder = Path(source_path).absolute().parent
    for each in (folder, *folder.parents):
        if disk.is_file(each / FILE):
            return each / FILE
    return None


def mentions(project: Path, keys: Iterable[str]) -> bool:
    """Whether one of the keys may be set for this tool: false positives, but no false negatives.

    A run that has nothing to do must not wait for `tomllib`, nor for the check of the settings.
    """
    try:
        text = disk.read(project)
    except OSError:
        return True  # which is told by those who read it
    if b"\\" in text and b"\\u" in text.lower():  # keys can be spelled by escapes
        return True
    return _TOOL.encode() in text and any(key.encode() in text for key in keys)
