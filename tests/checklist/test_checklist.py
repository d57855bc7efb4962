"""Every row of the checklist is covered by tests that exist, or says why not."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest
from tests.checklist.names import LEFT_OUT, NAMES
from tests.checklist.quirks import QUIRKS
from tests.checklist.rows import GRPC, HOST, MULTIPLEXING, NET_RPC, PLUGIN, TLS

TESTS = Path(__file__).parents[1]
SUBJECTS = (HOST, PLUGIN, GRPC, TLS, MULTIPLEXING, NET_RPC)
COVERED = {row: tests for subject in SUBJECTS for row, tests in subject.items()}


def test_every_row_is_covered_or_left_out() -> None:
    groups = [*map(set, SUBJECTS), set(LEFT_OUT)]
    assert set().union(*groups) == NAMES
    assert sum(map(len, groups)) == len(NAMES)


@pytest.mark.parametrize("row", [*COVERED, *QUIRKS])
def test_the_tests_of_a_row_exist(row: str) -> None:
    tests = (COVERED | QUIRKS)[row]
    assert tests
    for test in tests:
        file, _, name = test.partition("::")
        assert name in functions_of(file), test


@cache
def functions_of(file: str) -> frozenset[str]:
    tree = ast.parse((TESTS / file).read_text())
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))
