"""The README's example, typed in as it stands there, does what it says."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from gen_plugin.cli import command

README = Path(__file__).resolve().parents[2] / "README.md"


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README.read_text(), re.DOTALL)


def test_the_readme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interface, implementation, host = _blocks("python")
    generate, call = (block.splitlines() for block in _blocks("console"))
    monkeypatch.chdir(tmp_path)
    Path("greeter.py").write_text(interface)

    result = CliRunner().invoke(command, shlex.split(generate[0])[2:])
    assert result.output.splitlines() == generate[1:]

    scaffold = Path("main.py").read_text()
    start, end = scaffold.index("class MyGreeter"), scaffold.index("\n\nif __name__")
    Path("main.py").write_text(scaffold[:start] + implementation + scaffold[end:])
    Path("host.py").write_text(host)
    done = subprocess.run(
        [sys.executable, "host.py"], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines() == call[1:]
