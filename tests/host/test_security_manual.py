"""Each claim of docs/security.md names a test that there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MANUAL = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = [line for line in MANUAL.splitlines() if line.startswith("| ") and "| claim |" not in line]
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", MANUAL)


def test_every_claim_has_a_test() -> None:
    assert len(ROWS) > 20
    assert [row for row in ROWS if "`tests/" not in row.split(" | ")[-1]] == []


@pytest.mark.parametrize(("file", "name"), NAMED, ids=[name for _, name in NAMED])
def test_the_test_is_there(file: str, name: str) -> None:
    assert re.search(rf"^def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
