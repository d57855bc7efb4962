"""Diagnostics as people see them."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from gen_plugin.diagnostics.diagnostic import Diagnostic, Level
from gen_plugin.diagnostics.report import render
from gen_plugin.model.span import Span


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _render(text: str, line: int, column: int, width: int = 1) -> list[str]:
    Path("store.py").write_text(text, encoding="utf-8")
    span = Span("store.py", line, column, width)
    return render([Diagnostic("GP104", "wrong", "do right", span)]).split("\n")


def test_one_diagnostic() -> None:
    report = _render("class Store:\n    def get(self, x: set[int]): ...\n", 2, 22, 8)
    assert "\n".join(report) == dedent(
        """\
        store.py:2:22: error GP104: wrong
          2 |     def get(self, x: set[int]): ...
            |                      ^^^^^^^^
          = fix: do right

        1 error
        """
    )


def test_several_diagnostics() -> None:
    Path("store.py").write_text("\n" * 9 + "here\n")
    report = render(
        [
            Diagnostic("GP411", "there is no file 'x'", "check the path"),
            Diagnostic(
                "GP201",
                "no Protocol",
                "write one:\nclass A:\n\n    pass",
                Span("store.py", 10, 1, 4),
            ),
        ]
    )
    assert report == dedent(
        """\
        error GP411: there is no file 'x'
          = fix: check the path

        store.py:10:1: error GP201: no Protocol
          10 | here
             | ^^^^
          = fix: write one:
                 class A:

                     pass

        2 errors
        """
    )


def test_warnings_and_notes() -> None:
    Path("store.py").write_text("here\n")
    span = Span("store.py", 1, 1, 4)
    found = [
        Diagnostic("GP240", "unclear", "be clear", span, Level.WARNING),
        Diagnostic("GP104", "wrong", "do right", span),
        Diagnostic("GP240", "unclear", "be clear", None, Level.WARNING),
        Diagnostic("GP250", "so it is", "leave it", None, Level.NOTE),
    ]
    report = render(found)
    assert report.startswith(
        "store.py:1:1: warning GP240: unclear\n  1 | here\n    | ^^^^\n  = fix: be clear\n"
    )
    assert "\nnote GP250: so it is\n" in report
    assert report.endswith("\n\n1 error, 2 warnings, 1 note\n")
    assert "\x1b[1;33mwarning GP240\x1b[0m" in render(found, colour=True)


def test_nothing_to_report() -> None:
    assert render([]) == ""


@pytest.mark.parametrize(
    ("line", "column", "width", "shown", "carets"),
    [
        ("\tx = y", 6, 1, "    x = y", "        ^"),
        ("x\t=\tyy", 5, 2, "x    =    yy", "          ^^"),
        ("名前: 型", 5, 1, "名前: 型", "      ^^"),
        ("名前: 型", 1, 2, "名前: 型", "^^^^"),
        ("e\u0301 = 1", 6, 1, "e\u0301 = 1", "    ^"),
        ("x = '\u202e\x1b[2J'", 1, 1, "x = '\ufffd\ufffd[2J'", "^"),
        ("short", 40, 3, "short", "     ^"),
    ],
)
def test_carets_stand_under_what_they_mean(
    line: str, column: int, width: int, shown: str, carets: str
) -> None:
    report = _render(line, 1, column, width)
    assert report[1:3] == [f"  1 | {shown}", f"    | {carets}"]


@pytest.mark.parametrize("span", [Span("none.py", 1, 1), Span("store.py", 9, 1), Span(".", 1, 1)])
def test_a_line_that_is_not_there_is_left_out(span: Span) -> None:
    Path("store.py").write_text("x")
    report = render([Diagnostic("GP104", "wrong", "do right", span)])
    assert report == f"{span}: error GP104: wrong\n  = fix: do right\n\n1 error\n"


def test_lines_are_counted_as_python_counts_them() -> None:
    report = _render("a = '\x0c\u2028'\nb = 2\n", 2, 1)
    assert report[1] == "  2 | b = 2"


def test_colour_adds_nothing_but_escapes() -> None:
    Path("store.py").write_text("x = 1\n")
    faults = [Diagnostic("GP104", "wrong", "do right", Span("store.py", 1, 1))]
    coloured = render(faults, colour=True)
    assert "\x1b[1;31merror GP104\x1b[0m" in coloured
    for code in ("\x1b[1;31m", "\x1b[34m", "\x1b[1m", "\x1b[0m"):
        coloured = coloured.replace(code, "")
    assert coloured == render(faults)
