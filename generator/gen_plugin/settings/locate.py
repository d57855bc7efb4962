"""Where in a TOML text a setting stands. `tomllib` keeps no places: the lines are gone through."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence

from gen_plugin.model.span import Span

_HEADER = re.compile(r"\s*(?P<name>\[\[?[^#]*\]\]?)")
_KEY = re.compile(r"""\s*(?P<name>(?:"(?:[^"\\]|\\.)*"|'[^']*'|[\w.\-\s])+?)\s*=""")


def locate_setting(text: str, wanted: Sequence[str], path: str) -> Span:
    """The place of a key, or, inside an inline table, of the nearest thing around it.

    Args:
        text: The whole file.
        wanted: ``("tool", "gen-plugin", "sources", "kv.py", "package")``.
        path: The file's name for the span.
    """
    best, best_length = Span(path, 1, 1), 0
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), start=1):
        header, key = _HEADER.match(line), _KEY.match(line)
        name = header or key
        if name is None:
            continue
        if header:
            found = table = _names(header["name"])
        else:
            found = table + _names(f"{name['name']} = 0")
        if len(found) > best_length and found == tuple(wanted[: len(found)]):
            best = Span(path, number, name.start("name") + 1, len(name["name"].rstrip()))
            best_length = len(found)
    return best


def _names(text: str) -> tuple[str, ...]:
    """The dotted name of a header or of a key, as TOML reads it; empty if it is none."""
    try:
        value: object = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return ()
    names: list[str] = []
    while isinstance(value, dict | list) and value:
        if isinstance(value, list):
            value = value[0]
        else:
            name, value = next(iter(value.items()))
            names.append(name)
    return tuple(names)
