"""The table of codes: complete, true, and the same as the manual."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest
from tests.parse.sources import faults_in, read_text

import gen_plugin
from gen_plugin import settings
from gen_plugin.check import check, remarks_on
from gen_plugin.diagnostics.codes import TABLE
from gen_plugin.diagnostics.diagnostic import InputRefused
from gen_plugin.diagnostics.explanations.explanation import Explanation, Language
from gen_plugin.diagnostics.manual import manual

ROOT = Path(__file__).parents[2]
GENERATOR = Path(gen_plugin.__file__).parent
EXPLANATIONS = GENERATOR / "diagnostics" / "explanations"

LATER = {
    f"GP{number}"
    for number in (
        *range(301, 316),
        401,
        402,
        403,
        404,
        421,
        422,
        423,
        503,
        504,
        *range(507, 510),
        *range(511, 516),
        *range(601, 605),
    )
}
"""Raised by what more than the text decides; their own stages' tests show that they are."""


def _codes_in(*folders: Path) -> set[str]:
    paths = [path for folder in folders for path in folder.rglob("*.py")]
    texts = [path.read_text("utf-8") for path in paths if EXPLANATIONS not in path.parents]
    return {code for text in texts for code in re.findall(r"\"(GP\d{3})\"", text)}


def test_every_code_that_is_raised_is_explained() -> None:
    assert _codes_in(GENERATOR) == TABLE.keys()


def test_every_code_is_raised_by_a_test() -> None:
    tested = {
        code
        for path in (ROOT / "tests").rglob("*.py")
        for code in re.findall(r"GP\d{3}", path.read_text("utf-8"))
        if path != Path(__file__)
    }
    assert TABLE.keys() - tested == set()


def _said(explanation: Explanation, text: str, folder: Path) -> list[str]:
    """The codes that an example raises, or that it gets as remarks."""
    try:
        if explanation.language is Language.TOML:
            (folder / "store.py").touch()
            (folder / "pyproject.toml").write_text(text)
            settings.load(str(folder / "store.py"))
        else:
            reading = read_text(folder, text)
            remarks = remarks_on(check(reading).interface)
            of_level = [each for each in remarks if each.level is explanation.level]
            return [each.code for each in (*faults_in(reading), *of_level)]
    except InputRefused as refused:
        return [each.code for each in refused.diagnostics]
    return []


EXAMPLES = [
    each
    for code, each in TABLE.items()
    if each.language is not Language.CONSOLE and code not in LATER
]


@pytest.mark.parametrize("explanation", EXAMPLES, ids=lambda each: each.code)
def test_examples_say_what_they_show(explanation: Explanation, tmp_path: Path) -> None:
    assert _said(explanation, explanation.wrong, tmp_path) == [explanation.code]
    assert _said(explanation, explanation.right, tmp_path) == []


def test_explanations_are_sentences() -> None:
    for each in TABLE.values():
        assert each.text.endswith("."), each.code
        assert not each.title.endswith("."), each.code


def test_codes_are_in_order() -> None:
    assert list(TABLE) == sorted(TABLE)


def test_the_manual_is_up_to_date() -> None:
    written = (ROOT / "docs" / "diagnostics.md").read_text("utf-8")
    assert written == manual(TABLE.values()), dedent(
        """\
        write it anew: python -c 'from gen_plugin.diagnostics import codes, manual; \
        print(manual.manual(codes.TABLE.values()), end="")' > docs/diagnostics.md"""
    )
