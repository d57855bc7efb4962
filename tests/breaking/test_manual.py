"""The page about breaking changes lists every code, as the table of codes has it."""

from __future__ import annotations

import re
from pathlib import Path

from gen_plugin.diagnostics.codes import TABLE

PAGE = Path(__file__).parents[2] / "docs" / "breaking.md"


def test_every_code_is_listed() -> None:
    listed = re.findall(r"^\| (GP3\d\d) \| (.*?) \|", PAGE.read_text("utf-8"), re.MULTILINE)

    assert listed == [(code, each.title) for code, each in TABLE.items() if code.startswith("GP3")]
