"""How deep a text nests, estimated before it is parsed.

libcst's native parser recurses on the machine stack and ends the process when that is used up, so
a text that would go too deep has to be refused before. The estimate needs no grammar: an expression
can nest no deeper than there are tokens between its start and its innermost part, not counting what
stands in closed brackets or before a comma.
"""

from __future__ import annotations

import re

MAX_BRACKETS = 200
"""Open brackets at one place; CPython's own limit."""

MAX_CHAIN = 2000
"""Operators, names and literals that may nest at one place, and ``elif`` branches of one ``if``."""

_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\n]*)
    | (?P<text>[A-Za-z]{0,2}(?P<quote>\'\'\'|\"\"\"|\'|\")(?:\\.|(?!(?P=quote)).)*(?:(?P=quote)|\Z))
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    | (?P<separator>[,;])
    | (?P<newline>\n)
    | (?P<space>[^\S\n]+|\\\n)
    | (?P<word>\w+)
    | (?P<operator>.)
    """,
    re.VERBOSE | re.DOTALL,
)


def nests_too_deeply(text: str) -> int | None:
    """The line at which `text` nests deeper than the parser can follow, counted from 1, or None."""
    gauge = _Gauge()
    for token in _TOKEN.finditer(text):
        gauge.count(token.lastgroup or "", token.group())
        if gauge.is_over:
            return text.count("\n", 0, token.start()) + 1
    return None


class _Gauge:
    """The depth at one place of a text, as tokens go by."""

    def __init__(self) -> None:
        self._levels = [0]  # for each open bracket, the tokens since its last comma
        self._chain = 0  # their sum
        self._kept = 0  # what no comma ends: lambdas, whose commas part their own parameters
        self._branches = 0
        self._inner = 0  # brackets within the last string, which may be an f-string

    @property
    def is_over(self) -> bool:
        brackets = len(self._levels) - 1 + self._inner
        deepest = max(self._chain + self._kept, self._branches)
        return brackets > MAX_BRACKETS or deepest > MAX_CHAIN

    def count(self, kind: str, text: str) -> None:
        self._inner = 0
        if kind == "open":
            self._levels.append(0)
        elif kind == "close":
            self._close()
        elif kind == "separator":
            self._end_level()
        elif kind == "newline":
            if len(self._levels) == 1:
                self._end_level()
                self._kept = 0
        elif kind not in ("comment", "space"):
            self._add(kind, text)

    def _close(self) -> None:
        self._end_level()
        if len(self._levels) > 1:
            self._levels.pop()
        self._add("bracket", "")

    def _end_level(self) -> None:
        self._chain -= self._levels[-1]
        self._levels[-1] = 0

    def _add(self, kind: str, text: str) -> None:
        self._levels[-1] += 1
        self._chain += 1
        if text == "lambda":
            self._kept += 1
        elif text == "elif":
            self._branches += 1
        elif kind == "text" and "f" in text[:2].lower():
            self._inner = sum(map(text.count, "([{"))
