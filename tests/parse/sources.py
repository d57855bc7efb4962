"""Interface texts for tests, with the usual imports, and with marks where faults are expected."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

from gen_plugin.check import check
from gen_plugin.diagnostics.diagnostic import Diagnostic, InputRefused
from gen_plugin.diagnostics.reading import Reading
from gen_plugin.lower import lower
from gen_plugin.model.interface import Interface
from gen_plugin.parse.python import parse
from gen_plugin.settings.settings import SourceSettings
from gen_plugin.source import read

IMPORTS = """\
from __future__ import annotations
import attr, dataclasses, datetime, enum, functools, os, typing; from abc import ABC, abstractmethod
from collections import ChainMap, deque; from collections.abc import AsyncGenerator, AsyncIterable
from collections.abc import AsyncIterator, Callable, Container, Generator, Iterable, Iterator
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, InitVar, dataclass, field, make_dataclass
from enum import Enum, Flag, IntEnum, StrEnum, auto
from pathlib import Path
from typing import Annotated, Any, ClassVar, Dict, Generic, List, Literal, NamedTuple, NewType
from typing import Optional, Protocol, Tuple, TypedDict, TypeVar, Union, overload
from gen_plugin_runtime import pin, raises
T = TypeVar("T")
"""

_NO_SETTINGS = SourceSettings()
_MARK = re.compile(r"# *(?P<carets>\^+|(?<=#)<\^*) (?P<code>GP\d{3})$")


def write_files(folder: Path, files: dict[str, str]) -> None:
    """Write texts below `folder` by relative path."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")


def read_text(folder: Path, text: str, *, imports: bool = True) -> Reading:
    """Parse `text` as ``store.py`` in `folder`."""
    path = folder / "store.py"
    path.write_text((IMPORTS if imports else "") + dedent(text), encoding="utf-8")
    return parse(read(str(path)))


def parse_text(folder: Path, text: str, *, imports: bool = True) -> Interface:
    """Likewise, a text without faults."""
    return read_text(folder, text, imports=imports).sound()


def read_file(path: Path) -> Reading:
    """Parse a file that is there already."""
    return parse(read(str(path)))


def parse_file(path: Path) -> Interface:
    """Likewise, one without faults."""
    return read_file(path).sound()


def faults_in(reading: Reading, settings: SourceSettings = _NO_SETTINGS) -> tuple[Diagnostic, ...]:
    """All that the stages up to the lowering find, in a first run."""
    checked = check(reading, settings)
    try:
        lower(checked.interface, settings, None, checked.faults)
    except InputRefused as refused:
        return refused.diagnostics
    return ()


def refusal(folder: Path, text: str, *, imports: bool = True) -> tuple[Diagnostic, ...]:
    """What is said about `text` by all stages; nothing if it is accepted."""
    try:
        return faults_in(read_text(folder, text, imports=imports))
    except InputRefused as refused:
        return refused.diagnostics


def places(diagnostics: tuple[Diagnostic, ...]) -> list[str]:
    """Each as ``GP104 3:7+5``: code, line and column below the imports, width."""
    above = IMPORTS.count("\n")
    return [
        f"{each.code} {each.span.line - above}:{each.span.column}+{each.span.width}"
        for each in diagnostics
        if each.span
    ]


def marks(text: str) -> list[str]:
    """What the comments of a text expect, as `places`; each mark is for the last line that is none.

    A mark is a comment of its own line: ``#      ^^^^^ GP104``. One for a place that starts right
    where the comment does has the first two characters replaced: ``#<^^^ GP104``.
    """
    found: list[tuple[int, int, str]] = []
    marked = 0
    for number, line in enumerate(dedent(text).split("\n"), start=1):
        mark = _MARK.search(line)
        if mark is None:
            marked = number
            continue
        at_hash = mark["carets"].startswith("<")
        column, width = mark.start("carets") + 1 - at_hash, len(mark["carets"]) + at_hash
        found.append((marked, column, f"{mark['code']} {marked}:{column}+{width}"))
    return [place for _, _, place in sorted(found)]
