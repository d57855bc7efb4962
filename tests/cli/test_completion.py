"""What shells are told, by click's protocol, and what bash makes of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.processes import PATIENCE_SECONDS, run

from gen_plugin.cli import ExitCode
from gen_plugin.diagnostics.codes import TABLE
from gen_plugin.diagnostics.diagnostic import Level

GEN_PLUGIN = Path(sys.executable).with_name("gen-plugin")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("greeter.py", "clock.py", "notes.txt", "src/greetings.py", "src/other.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def completed(folder: Path, *words: str) -> list[str]:
    """The answers for the last word, which is not finished."""
    environment = {
        "_GEN_PLUGIN_COMPLETE": "bash_complete",
        "COMP_WORDS": "\n".join(["gen-plugin", *words]),
        "COMP_CWORD": str(len(words)),
    }
    done = subprocess.run(
        [GEN_PLUGIN],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return list(filter(None, done.stdout.splitlines()))


def test_sources_and_folders(project: Path) -> None:
    assert completed(project, "") == ["dir,", "plain,clock.py", "plain,greeter.py"]
    assert completed(project, "greeter.py", "src/g") == ["dir,src/g", "plain,src/greetings.py"]
    assert completed(project, "absent/") == ["dir,absent/"]


def test_codes(project: Path) -> None:
    assert completed(project, "--explain", "gp1") == [
        f"plain,{code}" for code in TABLE if code.startswith("GP1")
    ]
    assert completed(project, "--ignore-warnings", "") == [
        f"plain,{code}" for code, each in TABLE.items() if each.level is Level.WARNING
    ]


def test_formats_and_flags(project: Path) -> None:
    assert completed(project, "--format", "") == [
        f"plain,{each}" for each in ("text", "json", "github", "sarif")
    ]
    assert completed(project, "--wat") == ["plain,--watch"]
    assert completed(project, "--explain", "GP104", "--for") == ["plain,--force", "plain,--format"]


def test_commits(project: Path) -> None:
    assert completed(project, "--against", "") == []
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for arguments in (
        ["init", "-q", "-b", "main"],
        ["add", "."],
        ["commit", "-q", "--no-verify", "-m", "x"],
        ["tag", "v1"],
    ):
        subprocess.run([*git, *arguments], cwd=project, check=True, timeout=PATIENCE_SECONDS)
    assert completed(project, "--against", "") == ["plain,main", "plain,v1"]
    assert completed(project, "--against", "v") == ["plain,v1"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell(shell: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [GEN_PLUGIN],
        env={"_GEN_PLUGIN_COMPLETE": f"{shell}_source", "PATH": str(Path("/usr/bin"))},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == ExitCode.FINE
    assert f"_GEN_PLUGIN_COMPLETE={shell}_complete" in done.stdout
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=done.stdout, text=True, check=True, timeout=60)


def test_bash_completes(project: Path) -> None:
    script = """
        eval "$(_GEN_PLUGIN_COMPLETE=bash_source gen-plugin)"
        COMP_WORDS=(gen-plugin --format s) COMP_CWORD=2
        _gen_plugin_completion gen-plugin
        echo "${COMPREPLY[@]}"
    """
    done = subprocess.run(
        ["bash", "--norc", "-c", script],
        cwd=project,
        env={"PATH": f"{GEN_PLUGIN.parent}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("sarif\n", "")


def _in_shell(shell: str, script: str, folder: Path, *arguments: str) -> list[str]:
    """What a script prints, a line each; skips where the shell is not there."""
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not on PATH")
    done = subprocess.run(
        [shell, *arguments, "-c", script],
        cwd=folder,
        env={"PATH": f"{GEN_PLUGIN.parent}:/usr/bin:/bin", "HOME": str(folder), "TERM": "xterm"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


FISH = """
_GEN_PLUGIN_COMPLETE=fish_source gen-plugin | source
complete -C 'gen-plugin {}'
"""


def test_fish_completes(project: Path) -> None:
    def complete(line: str) -> list[str]:
        return _in_shell("fish", FISH.format(line), project, "--no-config")

    assert complete("--format s") == ["sarif"]
    assert complete("greeter.py cl") == ["clock.py"]
    assert complete("src/g") == ["src/greetings.py"]
    assert complete("s") == ["src/\tDirectory"]
    assert complete("--explain gp308") == [f"GP308\t{TABLE['GP308'].title}"]
    (watch,) = complete("--wat")
    assert watch.startswith("--watch\tStay, and generate again")


ZSH = r"""
zmodload zsh/zpty
export ZDOTDIR=$PWD
zpty shell "zsh -i"
zpty -r shell seen '*READY*'
zpty -w -n shell $'gen-plugin {}\t\x18'
zpty -r shell seen '*DONE*'
cat answer
"""
ZSHRC = """
autoload -Uz compinit
compinit -u -D
eval "$(_GEN_PLUGIN_COMPLETE=zsh_source gen-plugin)"
zle-line-init() { print READY > /dev/tty }
answer() { print -r -- $BUFFER >! answer; print DONE > /dev/tty }
zle -N zle-line-init
zle -N answer
bindkey '^I' complete-word '^X' answer
"""
"""Its completion works in a line that is edited; a key behind it writes down what became of it."""


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("--format sa", "--format sarif "),
        ("greeter.py cl", "greeter.py clock.py "),
        ("src/gr", "src/greetings.py "),
        ("sr", "src/"),
        ("--explain gp308", "--explain GP308 "),
        ("--wat", "--watch "),
    ],
)
def test_zsh_completes(typed: str, line: str, project: Path) -> None:
    (project / ".zshrc").write_text(ZSHRC)

    assert _in_shell("zsh", ZSH.format(typed), project, "-f") == [f"gen-plugin {line}"]


def test_a_usual_run_does_not_load_it(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom gen_plugin.cli import command\n"
        "try:\n    command(['--help'], prog_name='gen-plugin')\n"
        "except SystemExit:\n    print([n for n in ('subprocess', 'tomllib', "
        "'gen_plugin.diagnostics', 'gen_plugin.cli.run', 'gen_plugin.cli.watch') "
        "if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"
    assert run("--version", folder=tmp_path).returncode == 0
