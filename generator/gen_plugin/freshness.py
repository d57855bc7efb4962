"""Whether a run would change nothing, told from what the last one asked of the disk.

A run that writes leaves a stamp beside its source, in ``__pycache__``: what it asked of the disk,
with hashes of the files that it read and wrote. While all answers are the same, and the tool is,
another run would do the same again. Only the standard library is imported for that.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import cache
from importlib.util import cache_from_source, find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from gen_plugin import __version__
from gen_plugin.disk import fingerprint, still_true
from gen_plugin.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gen_plugin.disk import Answers

_FORMAT = "gen-plugin stamp 1"
_SUFFIX = ".gen-plugin"
_LIBRARIES = ("libcst", "jinja2", "grpc_tools")
_OWN_FILES = (".py", ".j2")


@dataclass(frozen=True, slots=True)
class Fresh:
    """A source whose output is up to date.

    Attributes:
        source: As the user named it.
        folder: The output folder, likewise.
    """

    source: str
    folder: Path


def find_fresh(source: str, out: Path | None) -> Fresh | None:
    """The output of a source, if another run would change nothing; None if it might.

    Args:
        source: The source file, as the user named it.
        out: The output folder that the command line names.
    """
    try:
        head, *facts = _stamp(source).read_text(encoding="utf-8").split("\n")
        answers = dict(map(_parsed, facts))
    except (OSError, ValueError):
        return None
    folder = answers.pop(("folder", _head(source, out)), None) if head == _FORMAT else None
    if folder is None or not still_true(answers):
        return None
    is_absolute = Path(source).is_absolute()
    return Fresh(source, out or Path(folder if is_absolute else os.path.relpath(folder)))


def remember(source: str, out: Path | None, folder: Path, answers: Answers) -> None:
    """Write the stamp. Where that is not possible, the next run takes its time.

    Args:
        source: See `find_fresh`.
        out: Likewise.
        folder: The output folder.
        answers: What the run asked of the disk, and what it wrote there.
    """
    if sys.dont_write_bytecode:  # who wants no __pycache__
        return
    facts = [("folder", os.path.abspath(folder), _head(source, out))]
    facts += [(kind, answer, path) for (kind, path), answer in sorted(answers.items())]
    if any("\n" in part or "\t" in part for fact in facts for part in fact):
        return
    stamp = _stamp(source)
    new = stamp.with_name(f"{stamp.name}.{os.getpid()}")
    with suppress(OSError):
        stamp.parent.mkdir(exist_ok=True)
        new.write_text("\n".join([_FORMAT, *map("\t".join, facts)]), encoding="utf-8")
        new.replace(stamp)


def _parsed(fact: str) -> tuple[tuple[str, str], str]:
    kind, answer, path = fact.split("\t")
    return (kind, path), answer


def _stamp(source: str) -> Path:
    bytecode = Path(cache_from_source(os.path.abspath(source)))
    return bytecode.with_name(Path(source).name + _SUFFIX)


def _head(source: str, out: Path | None) -> str:
    """Everything but the disk that decides about the output."""
    parts = [__version__, sys.version, os.path.abspath(source), str(out and os.path.abspath(out))]
    return fingerprint("\n".join([*parts, _tool()]).encode())


@cache
def _tool() -> str:
    """The state of the tool's own files, and of the libraries that it works with."""
    return fingerprint("\n".join(_states()).encode())


def _states() -> Iterator[str]:
    for package in ("gen_plugin", "gen_plugin_templates"):
        for folder, inner, names in os.walk(_folder(package)):
            inner.sort()
            for name in sorted(names):
                if name.endswith(_OWN_FILES):
                    yield _state(os.path.join(folder, name))
    for library in _LIBRARIES:
        yield _state(os.path.join(_folder(library), "__init__.py"))


def _folder(package: str) -> str:
    spec = find_spec(package)
    return os.path.dirname(spec.origin) if spec and spec.origin else package


def _state(path: str) -> str:
    try:
        status = os.stat(path)
    except OSError:
        return path
    return f"{path} {status.st_size} {status.st_mtime_ns}"
