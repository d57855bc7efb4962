"""Two states of an interface, and what the second breaks."""

from __future__ import annotations

from pathlib import Path

from tests.parse.sources import IMPORTS, parse_text

from gen_plugin.breaking import find_breaking
from gen_plugin.diagnostics.diagnostic import Diagnostic
from gen_plugin.lower import lower
from gen_plugin.lower.lock import Lock
from gen_plugin.settings.settings import SourceSettings


def lock_of(folder: Path, text: str, lock: Lock | None = None) -> Lock:
    return lower(parse_text(folder, text), SourceSettings(), lock).lock


def compare(folder: Path, before: str, after: str) -> list[Diagnostic]:
    """What breaks from one text to the other, with the lock kept between them."""
    first = lock_of(folder, before)
    interface = parse_text(folder, after)
    return find_breaking(interface, first, lower(interface, SourceSettings(), first).lock)


def line_of(diagnostic: Diagnostic) -> int:
    """The line in the text, counted from 1."""
    assert diagnostic.span is not None
    return diagnostic.span.line - IMPORTS.count("\n")
