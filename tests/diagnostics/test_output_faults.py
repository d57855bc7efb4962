"""The codes of an output folder that cannot be written as it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from gen_plugin.cli import command

INTERFACE = """\
from typing import Protocol

class Store(Protocol):
    def get(self, key: str) -> str: ...
"""


def _edit(folder: Path) -> list[str]:
    CliRunner().invoke(command, [str(folder / "store.py")])
    with (folder / "store_plugin" / "client.py").open("a") as client:
        client.write("# mine\n")
    return []


def _block(folder: Path) -> list[str]:
    (folder / "store_plugin").mkdir()
    (folder / "store_plugin" / "client.py").write_text("# mine\n")
    return []


def _misname(folder: Path) -> list[str]:
    return ["--out", str(folder / "store-plugin")]


def _share_with_the_source(folder: Path) -> list[str]:
    return ["--out", str(folder)]


def _surround_the_source(folder: Path) -> list[str]:
    return ["--out", str(folder / "other" / ".." / "..")]


def _share_with_another_source(folder: Path) -> list[str]:
    (folder / "other.py").write_text(INTERFACE)
    CliRunner().invoke(command, [str(folder / "other.py"), "--out", str(folder / "shared")])
    return ["--out", str(folder / "shared")]


@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("GP401", _edit),
        ("GP402", _block),
        ("GP403", _misname),
        ("GP404", _share_with_the_source),
        ("GP404", _surround_the_source),
        ("GP404", _share_with_another_source),
    ],
)
def test_code(code: str, spoil: Callable[[Path], list[str]], tmp_path: Path) -> None:
    (tmp_path / "store.py").write_text(INTERFACE)
    options = spoil(tmp_path)
    result = CliRunner().invoke(command, [str(tmp_path / "store.py"), *options])
    assert result.exit_code == 2
    assert f"error {code}:" in result.output
