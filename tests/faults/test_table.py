"""The table in `docs/faults.md` and the tests of its rows say the same."""

from __future__ import annotations

import re
from pathlib import Path

from tests.faults import test_faults, test_netrpc_faults
from tests.faults.table import TIMES

TABLE = Path(__file__).parents[2] / "docs" / "faults.md"
ROW = re.compile(r"^\|.*\| `(?P<test>test_\w+)` \| (?P<times>[\d,]+)( .*)?\|$")


def test_every_fault_has_a_row_with_its_count() -> None:
    rows = [match for line in TABLE.read_text().splitlines() if (match := ROW.match(line))]
    found = {row["test"]: int(row["times"].replace(",", "")) for row in rows}
    assert len(found) == len(rows)
    assert found == {**TIMES, "test_many_starts_and_kills": test_faults.DEFAULT_CYCLES}


def test_every_test_of_a_fault_is_counted() -> None:
    tests = {*vars(test_faults), *vars(test_netrpc_faults)}
    assert {name for name in tests if name.startswith("test_")} == set(TIMES)
