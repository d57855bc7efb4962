"""Diagnostics for programs, without a command around them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gen_plugin.diagnostics.diagnostic import Diagnostic, Level
from gen_plugin.diagnostics.formats import as_github, as_json, as_sarif
from gen_plugin.model.span import Span

ODD = Diagnostic("GP240", "50% of\n'a,b'", "c: d", Span("x,y:z.py", 3, 2, 4), Level.WARNING)
NOWHERE = Diagnostic("GP411", "there is no file", "check the path")


def test_github_reads_the_text_as_it_is() -> None:
    assert as_github([ODD, NOWHERE]) == (
        "::warning title=GP240,file=x%2Cy%3Az.py,line=3,col=2,endColumn=6::"
        "50%25 of%0A'a,b'%0Afix: c: d\n"
        "::error title=GP411::there is no file%0Afix: check the path\n"
    )


def test_github_finds_files_from_the_folder_of_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "checkout" / "app").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "checkout" / "app")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / "checkout"))
    at = [Diagnostic("GP104", "x", "y", Span(name, 1, 1)) for name in ("a.py", "../../out.py")]
    assert [line.split(",")[1] for line in as_github(at).splitlines()] == [
        "file=app/a.py",
        "file=../../out.py",
    ]


def test_what_has_no_place() -> None:
    (plain,) = json.loads(as_json([NOWHERE]))
    assert (plain["file"], plain["line"], plain["column"]) == (None, None, None)
    (result,) = json.loads(as_sarif([NOWHERE]))["runs"][0]["results"]
    assert result["locations"] == []


def test_sarif_has_the_rules_that_it_mentions() -> None:
    (run,) = json.loads(as_sarif([ODD, NOWHERE, ODD]))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [each["id"] for each in rules] == ["GP240", "GP411"]
    assert [each["defaultConfiguration"]["level"] for each in rules] == ["warning", "error"]
    assert len(run["results"]) == 3
