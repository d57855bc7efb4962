"""A project with much that golden cases have, and what a run makes of it in other surroundings."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.cli.test_cli import snapshot

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "golden" / "cases"
FOLDERS = [ROOT / each for each in ("generator", "templates", "runtime")]

# What Unicode 14 does not know and 15 does, or nobody yet; spaces that are not the plain one.
ODD = '''\
"""\u3000Wide space, \U0001fae8 of Unicode 15, \U0002ebf0 of 15.1, \U0003ffff of none.

\u00a0Not broken, \f form feed, \u200b nothing, \U00013440 and \U0001343a.
"""

from enum import Enum
from typing import Literal, Protocol

Glyph = Literal["\U0001fae8", "\\u3000", "\U0001343a", "it's", 'a "quote"', "back\\\\slash"]


class Size(Enum):
    ONE = "\u0131"


class Odd(Protocol):
    """\u3000Straße, İstanbul, ﬁ."""

    def glyph(
        self, help: Glyph, text: str = "\U0001fae8\\n\u00a0'\\"", PythonFinalizationError: int = 1
    ) -> set[Literal["x", "y", "z"]]:
        """Spaces behind.
\u3000
          \u3000Not the margin.
        \x20\x20
        """
'''


CHOSEN = ("package", "objects", "mutable_default", "greeter", "exceptions", "every_type")


def make_project(folder: Path) -> Path:
    """Inputs of golden cases, a folder for each, and one that has what differs between Pythons."""
    for name in CHOSEN:
        shutil.copytree(CASES / name / "input", folder / name)
    (folder / "odd").mkdir()
    (folder / "odd" / "odd.py").write_text(ODD, encoding="utf-8")
    return folder


def sources(project: Path) -> list[str]:
    """The interfaces in it, relative to it."""
    commands = {name: (CASES / name / "command").read_text() for name in CHOSEN}
    return ["odd/odd.py", *(f"{name}/{text.split()[0]}" for name, text in commands.items())]


def generate(
    names: Sequence[str | Path],
    folder: Path,
    environment: Mapping[str, str] = {},
    python: Path = Path(sys.executable),
    options: Sequence[str] = (),
    umask: int = -1,
) -> None:
    """Run the command from a folder, in a process of its own."""
    inherited = {name: value for name, value in os.environ.items() if name not in environment}
    path = os.pathsep.join(map(str, FOLDERS))
    done = subprocess.run(
        [python, "-m", "gen_plugin", *options, *names],
        cwd=folder,
        env={**inherited, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=300,
        check=False,
        umask=umask,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def made(project: Path, inputs: Mapping[str, bytes]) -> dict[str, bytes]:
    """What a run has added."""
    return {name: data for name, data in snapshot(project).items() if name not in inputs}
