"""The command as a user meets it: what it writes, what it says, how it exits."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gen_plugin import cli

GREETER = '''"""The interface."""

from typing import Protocol


class Greeter(Protocol):
    """Greets."""

    def greet(self, name: str) -> str:
        """Greet somebody."""
        ...
'''
GENERATED = {
    "__init__.py",
    "client.py",
    "codec.py",
    "descriptor.py",
    "gen-plugin.lock",
    "greeter.proto",
    "plugin.py",
    "py.typed",
    "server.py",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with `greeter.py` in it, which is the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "greeter.py").write_text(GREETER)
    return tmp_path


def run(*arguments: str) -> Result:
    """The command in this process; anything but an orderly exit fails the test."""
    result = CliRunner().invoke(cli.command, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, without what Python keeps there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_first_run_writes_the_package_and_the_entry_point(project: Path) -> None:
    result = run("greeter.py")

    assert result.exit_code == 0
    assert {path.name for path in (project / "greeter_plugin").iterdir()} == GENERATED
    assert "class" in (project / "main.py").read_text()
    assert "9 created" in result.output
    assert "main.py" in result.output


def test_a_second_run_changes_nothing(project: Path) -> None:
    run("greeter.py")
    before = snapshot(project)

    result = run("greeter.py")

    assert (result.exit_code, snapshot(project)) == (0, before)
    assert "up to date" in result.output


def test_a_changed_entry_point_is_never_touched_and_a_deleted_one_not_made_anew(
    project: Path,
) -> None:
    run("greeter.py")
    (project / "main.py").write_text("mine")
    run("greeter.py")
    assert (project / "main.py").read_text() == "mine"

    (project / "main.py").unlink()
    run("greeter.py")
    assert not (project / "main.py").exists()

    run("greeter.py", "--main", "main.py")
    assert (project / "main.py").exists()


def test_an_entry_point_that_is_not_ours_is_left_alone_and_the_run_says_so(project: Path) -> None:
    (project / "main.py").write_text("mine")

    result = run("greeter.py")

    assert result.exit_code == 0
    assert (project / "main.py").read_text() == "mine"
    assert "main.py" in result.output
    assert "left alone" in result.output


def test_no_main_and_out(project: Path) -> None:
    run("greeter.py", "--no-main", "--out", "elsewhere/wire")

    assert not (project / "main.py").exists()
    assert {path.name for path in (project / "elsewhere" / "wire").iterdir()} == GENERATED


def test_check_is_quiet_about_fresh_output_and_exits_with_1_and_a_diff_when_it_is_stale(
    project: Path,
) -> None:
    run("greeter.py")
    assert run("greeter.py", "--check").exit_code == 0

    (project / "greeter.py").write_text(GREETER.replace("name: str", "name: str, times: int = 1"))
    before = snapshot(project)
    result = run("greeter.py", "--check")

    assert result.exit_code == 1
    assert "--- a/greeter_plugin/client.py" in result.output
    assert "+    def greet(self, name: str, times: int = 1) -> str:" in result.output
    assert "run gen-plugin greeter.py" in result.output
    assert snapshot(project) == before


def test_the_diff_is_one_that_patch_understands(project: Path) -> None:
    run("greeter.py")
    (project / "greeter.py").write_text(GREETER.replace("name: str", "name: str, times: int = 1"))
    diff = run("greeter.py", "--diff")
    assert diff.exit_code == 0

    subprocess.run(
        ["patch", "-p1", "--silent"], input=diff.output, text=True, cwd=project, check=True
    )

    assert run("greeter.py", "--check").exit_code == 0


def test_check_before_the_first_run_shows_all_of_it(project: Path) -> None:
    result = run("greeter.py", "--check")

    assert result.exit_code == 1
    assert "--- /dev/null" in result.output
    assert not (project / "greeter_plugin").exists()


def test_several_sources_are_all_refused_if_one_is(project: Path) -> None:
    (project / "bad.py").write_text("x = 1\n")

    result = run("greeter.py", "bad.py")

    assert result.exit_code == 2
    assert not (project / "greeter_plugin").exists()


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        pytest.param("absent.py", None, "absent.py", id="no such file"),
        pytest.param("notes.txt", "hello", "notes.txt", id="not a Python file"),
        pytest.param("broken.py", "class Greeter(:\n", "broken.py:1:", id="not Python"),
        pytest.param("empty.py", "x = 1\n", "Protocol", id="no Protocol"),
        pytest.param("binary.py", b"\xff\xfe\x00", "binary.py", id="not text"),
        pytest.param("folder.py", ..., "folder.py", id="a folder"),
    ],
)
def test_bad_input_is_told_and_leaves_no_trace(
    project: Path, name: str, text: str | bytes | object, expected: str
) -> None:
    match text:
        case str():
            (project / name).write_text(text)
        case bytes():
            (project / name).write_bytes(text)
        case None:
            pass
        case _:
            (project / name).mkdir()
    before = snapshot(project)

    result = run(name)

    assert result.exit_code == 2
    assert expected in result.output
    assert "= fix:" in result.output
    assert "Traceback" not in result.output
    assert snapshot(project) == before


def test_a_misspelled_source(project: Path) -> None:
    (project / "src").mkdir()
    (project / "src" / "clock.py").touch()
    assert "= fix: did you mean greeter.py?" in run("greter.py").output
    assert "= fix: did you mean src/clock.py?" in run("src/clok.py").output
    assert "= fix: check the path" in run("src/absent/xyz.py").output


def test_a_target_that_cannot_be_written_is_an_environment_fault(project: Path) -> None:
    (project / "greeter_plugin").write_text("a file where the folder should be")
    before = snapshot(project)

    result = run("greeter.py")

    assert result.exit_code == 3
    assert "greeter_plugin" in result.output
    assert "= fix:" in result.output
    assert snapshot(project) == before


def test_a_main_that_cannot_be_written_leaves_no_package_behind(project: Path) -> None:
    before = snapshot(project)

    result = run("greeter.py", "--main", "greeter.py/main.py")

    assert result.exit_code == 3
    assert "greeter.py" in result.output
    assert snapshot(project) == before
    assert not (project / "greeter_plugin").exists()


def test_two_sources_in_one_folder_do_not_lose_the_first_ones_main(project: Path) -> None:
    (project / "clock.py").write_text(GREETER.replace("Greeter", "Clock"))

    result = run("clock.py", "greeter.py")

    assert "class MyClock" in (project / "main.py").read_text()
    assert result.output.count("is yours now") == 1
    advice = "gen-plugin --main greeter_main.py greeter.py"
    assert (
        f"main.py is there already, and is left alone; for an entry point of its own: {advice}\n"
        in result.output
    )
    assert "greeter_main.py is yours now" in run(*advice.split()[1:]).output
    assert "class MyGreeter" in (project / "greeter_main.py").read_text()
    again = run(*advice.split()[1:]).output
    assert again.endswith("greeter_main.py is there already, and is left alone\n")


def test_a_file_is_replaced_by_no_other_ones_lock(project: Path) -> None:
    run("greeter.py")
    lock = project / "greeter_plugin" / "gen-plugin.lock"
    lock.write_text(lock.read_text().replace('"server.py",', '"../greeter.py",'))
    before = snapshot(project)

    result = run("greeter.py", "--force")

    assert result.exit_code == 2
    assert "'../greeter.py' is not the name of a file in this folder" in result.output
    assert snapshot(project) == before


def test_line_ends_of_a_checkout_are_no_difference(project: Path) -> None:
    run("greeter.py")
    for path in (project / "greeter_plugin").iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    before = snapshot(project)

    assert run("--check", "greeter.py").exit_code == 0
    assert "up to date" in run("greeter.py").output
    assert snapshot(project) == before


def test_a_renamed_source_takes_its_folder_along(project: Path) -> None:
    run("greeter.py")
    (project / "greeter.py").rename(project / "host.py")
    (project / "greeter_plugin").rename(project / "host_plugin")

    assert run("host.py").exit_code == 0
    assert "package greeter.v1;" in (project / "host_plugin" / "host.proto").read_text()
    assert not (project / "host_plugin" / "greeter.proto").exists()


def test_an_edited_generated_file_stops_the_run_by_name(project: Path) -> None:
    run("greeter.py")
    client = project / "greeter_plugin" / "client.py"
    client.write_text(client.read_text() + "# edited\n")
    before = snapshot(project)

    result = run("greeter.py")

    assert result.exit_code == 2
    assert "greeter_plugin/client.py" in result.output
    assert "--force" in result.output
    assert snapshot(project) == before

    assert run("greeter.py", "--force").exit_code == 0
    assert "# edited" not in client.read_text()


def test_a_file_in_the_way_that_is_not_ours_stops_the_run(project: Path) -> None:
    (project / "greeter_plugin").mkdir()
    (project / "greeter_plugin" / "client.py").write_text("mine")

    result = run("greeter.py")

    assert result.exit_code == 2
    assert (project / "greeter_plugin" / "client.py").read_text() == "mine"
    assert {path.name for path in (project / "greeter_plugin").iterdir()} == {"client.py"}


def test_a_damaged_lock_is_told(project: Path) -> None:
    run("greeter.py")
    (project / "greeter_plugin" / "gen-plugin.lock").write_text("<<<<<<< ours\n")

    result = run("greeter.py")

    assert result.exit_code == 2
    assert "gen-plugin.lock" in result.output


def test_files_beside_the_generated_ones_stay(project: Path) -> None:
    run("greeter.py")
    (project / "greeter_plugin" / "notes.txt").write_text("mine")

    run("greeter.py")

    assert (project / "greeter_plugin" / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_do_not_load_the_pipeline(option: str) -> None:
    script = (
        "import sys\nfrom gen_plugin.cli import command\n"
        f"try:\n    command([{option!r}], prog_name='gen-plugin')\n"
        "except SystemExit:\n    print(sorted({'libcst', 'jinja2'} & sys.modules.keys()))"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"


def test_a_fault_of_the_program_itself_ends_in_a_line(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr("gen_plugin.pipeline.generate_all", broken)
    monkeypatch.setattr(sys, "argv", ["gen-plugin", "greeter.py"])

    with pytest.raises(SystemExit) as exit_:
        cli.main()

    assert exit_.value.code == 3
    assert "internal error: RuntimeError: out of order" in capsys.readouterr().err


AMBIGUOUS = (
    GREETER.replace("name: str)", "name: list[int] | list[str])")
    + """
    @property
    def size(self) -> int: ...
"""
)


def test_a_warning_is_shown_and_the_code_is_written(project: Path) -> None:
    (project / "greeter.py").write_text(AMBIGUOUS)

    result = run("greeter.py")

    assert result.exit_code == 0
    assert result.stderr.startswith("greeter.py:9:21: warning GP240: ")
    assert result.stderr.endswith("\n\n1 warning\n")
    assert "warning" not in result.stdout
    assert {path.name for path in (project / "greeter_plugin").iterdir()} == GENERATED


def test_a_warning_is_shown_in_every_run(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (project / "greeter.py").write_text(AMBIGUOUS)
    run("greeter.py")

    assert "warning GP240" in run("greeter.py").stderr


def test_notes_are_shown_where_nothing_has_changed(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (project / "greeter.py").write_text(AMBIGUOUS.replace("list[int] | list[str]", "str"))
    run("greeter.py")

    assert "note GP251" in run("greeter.py", "--verbose").stderr


def test_check_warns_and_succeeds(project: Path) -> None:
    (project / "greeter.py").write_text(AMBIGUOUS)
    run("greeter.py")

    result = run("greeter.py", "--check")

    assert result.exit_code == 0
    assert "warning GP240" in result.stderr


def test_a_warning_of_one_source_stands_beside_the_error_of_another(project: Path) -> None:
    (project / "greeter.py").write_text(AMBIGUOUS)
    (project / "other.py").write_text(GREETER.replace("name: str", "name"))

    result = run("greeter.py", "other.py")

    assert result.exit_code == 2
    assert result.stderr.endswith("\n\n1 error, 1 warning\n")
    assert not (project / "greeter_plugin").exists()


def test_the_settings_ignore_warnings(project: Path) -> None:
    (project / "greeter.py").write_text(AMBIGUOUS)
    (project / "pyproject.toml").write_text(
        '[tool.gen-plugin.sources."greeter.py"]\nignore-warnings = ["GP240"]\n'
    )

    assert run("greeter.py").stderr == ""


def test_notes_are_for_those_who_ask(project: Path) -> None:
    (project / "greeter.py").write_text(AMBIGUOUS)

    assert "note" not in run("greeter.py").output
    result = run("greeter.py", "--verbose")

    assert result.exit_code == 0
    assert "greeter.py:14:9: note GP251: " in result.stderr
    assert result.stderr.endswith("\n\n1 warning, 1 note\n")


@pytest.mark.parametrize(("code", "word"), [("GP104", "Refused:"), ("gp240", "Warned of:")])
def test_explain(code: str, word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    result = run("--explain", code)

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"{code.upper()}: ")
    assert word in result.stdout
    assert "class Store(Protocol):" in result.stdout


def test_explain_a_code_that_does_not_exist() -> None:
    result = run("--explain", "GP204x")

    assert result.exit_code == 2
    assert "there is no GP204x; did you mean GP204?" in result.stderr


LONG = "a" * 300
"""Longer than a file's name may be."""


def test_a_module_whose_name_is_too_long_for_a_file(project: Path) -> None:
    text = f"from {LONG} import Thing\n{GREETER.replace('name: str', 'name: Thing')}"
    (project / "greeter.py").write_text(text)

    result = run("greeter.py")

    assert result.exit_code == 2
    assert "error GP110" in result.stderr


def test_settings_for_a_source_whose_name_is_too_long_for_a_file(project: Path) -> None:
    (project / "pyproject.toml").write_text(f'[tool.gen-plugin.sources."{LONG}.py"]\n')

    result = run("greeter.py")

    assert result.exit_code == 2
    assert "error GP434" in result.stderr


@pytest.mark.parametrize("options", [["--main", f"{LONG}.py"], ["--out", LONG]])
def test_an_output_whose_name_is_too_long_for_a_file(options: list[str], project: Path) -> None:
    result = run("greeter.py", *options)

    assert result.exit_code == 3
    assert "File name too long" in result.stderr
    assert snapshot(project).keys() == {"greeter.py"}


def test_a_new_parameter_with_the_name_of_a_nested_message(project: Path) -> None:
    text = GREETER.replace("name: str", "foo: list[int | str]")
    (project / "greeter.py").write_text(text)
    run("greeter.py")
    (project / "greeter.py").write_text(text.replace("str]", "str], FooItem: int = 0"))

    assert run("greeter.py").exit_code == 0
    proto = (project / "greeter_plugin" / "greeter.proto").read_text()
    assert "message FooItem {" in proto
    assert "int64 FooItem_2 = 2;" in proto


def test_what_was_generated_is_no_source(project: Path) -> None:
    run("greeter.py")
    result = run("greeter_plugin/client.py")
    assert result.exit_code == 2
    assert result.stderr.startswith(
        "greeter_plugin/client.py:1:1: error GP419: gen-plugin generated this file from greeter.py"
    )
    assert "name greeter.py instead" in result.stderr
