"""Whatever the text: a model, or diagnostics that lie within it. Nothing else leaves the parser."""

from __future__ import annotations

import keyword
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.parse import test_accepted, test_refused
from tests.parse.sources import IMPORTS

from gen_plugin.check import check, remarks_on
from gen_plugin.diagnostics.codes import TABLE
from gen_plugin.diagnostics.diagnostic import Diagnostic, InputRefused
from gen_plugin.diagnostics.report import render
from gen_plugin.model.interface import SourceFile
from gen_plugin.parse.python import parse

TEXTS = [
    *(text for text, _ in test_accepted.CASES.values()),
    *test_refused.CASES.values(),
]

PIECES = [
    *"()[]{}:,;.|=@~-+!%&#*/\\'\"`$?\n\t\f\0é名\u202e",
    *("'''", '"""', 'f"', "b'", "==", "->", "=>", "**", "...", "0", "1e999", "0x", "-1", "1_", "_"),
    *keyword.kwlist,
    *("type", "match", "case", "self", "cls", "str", '"str"', "int", "__init__", "*args", "**kw"),
    *("Protocol", "Store", "Entry", "Enum", "Annotated[", "Optional[", "list[", "dict["),
    *("dataclass", "field", "pin.", "@property", "@dataclass", "@pin.method("),
]

MANGLING = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _digest(path: Path, text: str) -> None:
    lines = text.count("\n") + 1
    refused = _refused(SourceFile(str(path), "store", in_package=False, text=text))
    for each in refused:
        assert each.code in TABLE
        assert each.span is None or (1 <= each.span.line <= lines + 1 and each.span.column >= 1)
    assert bool(render(refused)) == bool(refused)


def _refused(source: SourceFile) -> tuple[Diagnostic, ...]:
    try:
        return remarks_on(check(parse(source)).sound())
    except InputRefused as refused:
        return refused.diagnostics


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.py"


@MANGLING
@given(
    st.sampled_from(TEXTS),
    st.lists(
        st.tuples(
            st.floats(0, 1),
            st.sampled_from(["insert", "remove", "replace", "double"]),
            st.sampled_from(PIECES),
            st.integers(0, 12),
        ),
        min_size=1,
        max_size=8,
    ),
)
def test_mangled_interfaces(
    path: Path, text: str, edits: list[tuple[float, str, str, int]]
) -> None:
    for where, how, piece, length in edits:
        start = int(where * len(text))
        end = start + (length if how != "insert" else 0)
        middle = {"remove": "", "double": text[start:end] * 2}.get(how, piece)
        text = text[:start] + middle + text[end:]
    _digest(path, IMPORTS + text)


@MANGLING
@given(st.text(max_size=200))
def test_any_text(path: Path, text: str) -> None:
    _digest(path, text)


@MANGLING
@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
def test_any_annotation(path: Path, annotation: str) -> None:
    _digest(path, f"{IMPORTS}\nclass Store(Protocol):\n    def a(self, x: ({annotation})): ...\n")


@MANGLING
@given(st.randoms(use_true_random=False))
def test_lines_in_any_order(path: Path, shuffling: random.Random) -> None:
    lines = shuffling.choice(TEXTS).split("\n")
    shuffling.shuffle(lines)
    _digest(path, IMPORTS + "\n".join(lines))
