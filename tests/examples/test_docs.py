"""The examples in the documentation that say where they run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = re.compile(r"<!-- run in (\S+) -->\n```python\n(.*?)```", re.DOTALL)
EXAMPLES = [
    pytest.param(folder, source, id=f"{document.stem}-{number}")
    for document in sorted((ROOT / "docs").glob("*.md"))
    for number, (folder, source) in enumerate(EXAMPLE.findall(document.read_text()), 1)
]


@pytest.mark.parametrize(("folder", "source"), EXAMPLES)
def test_it_runs(folder: str, source: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", source],
        cwd=ROOT / folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Hello!\n"
