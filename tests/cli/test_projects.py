"""Runs over a whole project: the sources that it lists, many of them, and words for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gen_plugin.cli import command

SOURCE = """\
from typing import Protocol


class {name}(Protocol):
    def run(self, text: str) -> str: ...
"""
WRONG = (
    "from typing import Protocol\n\n\nclass Wrong(Protocol):\n    def run(self, x) -> None: ...\n"
)
SETTINGS = """\
[tool.gen-plugin.sources."first.py"]

[tool.gen-plugin.sources."more/*.py"]
main = false

[tool.gen-plugin.sources."more/b.py"]
package = "bee.v1"
main = false
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three interfaces, two of them by a pattern, in the folder above the working directory."""
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    (tmp_path / "more").mkdir()
    for name in ("first", "more/a", "more/b"):
        text = SOURCE.format(name=name[-5:].strip("/e").capitalize().replace("/", ""))
        (tmp_path / f"{name}.py").write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(command, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def test_without_a_source_all_that_the_project_lists(project: Path) -> None:
    assert run().output.splitlines() == [
        "first.py -> first_plugin/: 9 created",
        "  main.py is yours now: fill in its methods, then launch it from a host",
        "more/a.py -> more/a_plugin/: 9 created",
        "more/b.py -> more/b_plugin/: 9 created",
    ]
    assert not (project / "more" / "main.py").exists()
    assert "package a.v1;" in (project / "more/a_plugin/a.proto").read_text()
    assert "package bee.v1;" in (project / "more/b_plugin/b.proto").read_text()
    assert run("--check").output == "first.py, more/a.py, more/b.py: up to date\n"


def test_from_a_folder_within(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run()
    monkeypatch.chdir(project / "more")
    assert run("--check").output == "../first.py, a.py, b.py: up to date\n"


def test_a_new_file_that_a_pattern_matches(project: Path) -> None:
    run()
    (project / "more" / "c.py").write_text(SOURCE.format(name="See"))
    assert "more/c.py -> more/c_plugin/: 9 created" in run().output
    assert run("--check").exit_code == 0


def test_patterns_on_the_command_line(project: Path) -> None:
    assert run("--no-main", "more/*.py").output.splitlines() == [
        "more/a.py -> more/a_plugin/: 9 created",
        "more/b.py -> more/b_plugin/: 9 created",
    ]
    assert run("--check", "**/a.py", f"{project}/mor?/b.py").exit_code == 0
    both = run("more/a.py", "./more/a.py", "more/../more/*.py", "--check").output
    assert both == "more/a.py, more/../more/b.py: up to date\n"
    assert "there is no file 'mre/*.py'" in run("mre/*.py").output
    (project / "more" / "[a].py").write_text(SOURCE.format(name="Bracket"))
    assert "more/[a].py cannot be imported" in run("more/[a].py").output


def test_what_is_no_interface_matches_no_pattern(project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.gen-plugin.sources."**/*.py"]\n')
    (project / "more" / "records.py").write_text("class Record: ...\n")
    first = run()
    assert first.output.count("9 created") == 3
    assert (project / "more" / "main.py").exists()

    again = ["first.py", "more/a.py", "more/b.py"]
    assert run("--check").output == f"{', '.join(again)}: up to date\n"
    assert run("--check", "**/*.py").output == f"{', '.join(again)}: up to date\n"
    assert "there is no Protocol in the file" in run("main.py").output  # which is named
    (project / "more" / "wrong.py").write_text(WRONG)
    assert "more/wrong.py:5:19: error GP101" in run("--check").output


def test_no_two_sources_share_a_folder(project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.gen-plugin.sources."more/*.py"]\nout = "to"\n')
    for flags in ([], ["--force"], ["--check"]):
        result = run(*flags)
        assert result.exit_code == 2
        assert "GP404: more/a.py and more/b.py would both be generated into to\n" in result.output
    assert not (project / "to").exists()


@pytest.mark.parametrize("settings", [None, "", "[tool.gen-plugin]\n"])
def test_there_is_nothing_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    if settings is not None:
        (tmp_path / "pyproject.toml").write_text(settings)
    result = run()
    assert result.exit_code == 2
    assert "name a file, or list some in [tool.gen-plugin.sources]" in result.output


def test_settings_that_are_wrong(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.gen-plugin]\nsource = 1\n")
    result = run()
    assert result.exit_code == 2
    assert (
        "pyproject.toml:2:1: error GP431: [tool.gen-plugin] has no setting source" in result.output
    )


def test_quiet(project: Path) -> None:
    assert run("--quiet").output == ""
    assert run("--quiet").output == ""
    assert run("--quiet", "--check").output == ""
    (project / "more" / "a.py").write_text(WRONG)
    assert "error GP101" in run("--quiet").output
    assert run("--quiet", "--verbose").exit_code == 2


def test_many_sources_in_processes(project: Path) -> None:
    for number in range(40):
        (project / "more" / f"m{number:02}.py").write_text(SOURCE.format(name=f"M{number}"))
    lines = run().output.splitlines()
    assert [line.partition(" ->")[0] for line in lines if "->" in line] == sorted(
        ["first.py", *(path.relative_to(project).as_posix() for path in project.glob("more/*.py"))]
    )
    assert run().output == "43 sources: up to date\n"
    assert run("--check").output == "43 sources: up to date\n"
    (project / "more" / "m07.py").write_text(SOURCE.format(name="M7") + "\n    x: int\n")
    assert "GP" in run("--check").output
    (project / "more" / "m07.py").write_text(
        SOURCE.format(name="M7") + "\n    def more(self) -> int: ...\n"
    )
    assert run().output == ("more/m07.py -> more/m07_plugin/: 6 updated\n42 sources: up to date\n")
    for number in (3, 30):
        (project / "more" / f"m{number:02}.py").write_text(WRONG)
    for path in project.rglob("*.gen-plugin"):
        path.unlink()
    result = run()
    assert result.exit_code == 2
    assert result.output.count("error GP101") == 2
    assert result.output.endswith("2 errors\n")


def test_a_folder_that_cannot_be_written_among_many(project: Path) -> None:
    for number in range(20):
        (project / "more" / f"m{number:02}.py").write_text(SOURCE.format(name=f"M{number}"))
    (project / "more" / "m05_plugin" / "codec.py").mkdir(parents=True)
    result = run()
    assert result.exit_code == 3
    assert "more/m05_plugin/codec.py" in result.output


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_findings_for_programs(project: Path, form: str) -> None:
    (project / "more" / "a.py").write_text(WRONG)
    result = run("--format", form)
    assert result.exit_code == 2
    found = json.loads(result.stdout)
    if form == "json":
        assert found == [
            {
                "code": "GP101",
                "level": "error",
                "message": "the parameter x has no annotation",
                "fix": "write x: and its type",
                "file": "more/a.py",
                "line": 5,
                "column": 19,
                "end_column": 20,
            }
        ]
        return
    (one,) = found["runs"]
    (result_,) = one["results"]
    assert [each["id"] for each in one["tool"]["driver"]["rules"]] == [result_["ruleId"]]
    place = result_["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "more/a.py"}
    assert place["region"] == {"startLine": 5, "startColumn": 19, "endColumn": 20}


def test_findings_for_github(project: Path) -> None:
    (project / "more" / "a.py").write_text(WRONG)
    result = run("--format", "github")
    assert result.stdout == (
        "::error title=GP101,file=more/a.py,line=5,col=19,endColumn=20::"
        "the parameter x has no annotation%0Afix: write x: and its type\n"
    )


def test_what_is_stale_is_a_finding_for_programs_alone(project: Path) -> None:
    """Else a check would fail, and a list of findings have nothing in it."""
    run()
    (project / "first_plugin" / "codec.py").write_text("edited")

    result = run("--check", "--format", "github")

    assert result.exit_code == 1
    assert result.stdout == (
        "::error title=GP423,file=first.py,line=1,col=1,endColumn=2::what was generated from this "
        "file is stale: from what it says now, other files would come%0Afix: run gen-plugin "
        "first.py and commit what it writes\n"
    )
    assert "GP423" not in run("--check").output


@pytest.mark.parametrize(("form", "empty"), [("json", "[]\n"), ("github", "")])
def test_nothing_is_found(project: Path, form: str, empty: str) -> None:
    result = run("--format", form)
    assert (result.exit_code, result.stdout) == (0, empty)
    assert "first.py -> first_plugin/: 9 created" in result.stderr
