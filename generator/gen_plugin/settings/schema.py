"""What the settings may say: the keys of each table, and what each takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from gen_plugin.diagnostics.codes import TABLE
from gen_plugin.diagnostics.diagnostic import Level
from gen_plugin.diagnostics.formats import FORMATS
from gen_plugin.frozen import dataclass

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Value:
    """One setting.

    Attributes:
        expected: What it takes, in words.
        accepts: Whether it takes a value.
    """

    expected: str
    accepts: Callable[[object], bool]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with fixed keys."""

    keys: Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class Each:
    """A table whose keys are names of the user's."""

    of: Node


Node = Value | Table | Each


def is_identifier(text: str) -> bool:
    """Whether protobuf takes `text` as a name."""
    return _IDENTIFIER.fullmatch(text) is not None


def _is_name(value: object) -> bool:
    return isinstance(value, str) and is_identifier(value)


def _is_package(value: object) -> bool:
    return isinstance(value, str) and all(map(is_identifier, value.split(".")))


def _is_version(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value < 2**31


def _is_environment_name(value: object) -> bool:
    return _is_text(value) and not set("=\0") & set(str(value))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != "" and "\0" not in value


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_format(value: object) -> bool:
    return isinstance(value, str) and value in ("text", *FORMATS)


def _is_nothing(value: object) -> bool:
    return value in ("interface{}", "struct{}")


def _is_path(value: object) -> bool:
    return _is_text(value) and not PurePosixPath(str(value)).is_absolute()


def _is_path_or_false(value: object) -> bool:
    return value is False or _is_path(value)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _are_warnings(value: object) -> bool:
    return isinstance(value, list) and all(each in _WARNINGS for each in value)


_WARNINGS = [code for code, each in TABLE.items() if each.level is Level.WARNING]
_NAME = Value("a name of ASCII letters, digits and underscores", _is_name)

_TEXT = Value("a text", _is_text)
_FLAG = Value("true or false", _is_flag)

_METHOD = Table({"name": _NAME, "request": _NAME, "response": _NAME})

_PROTOCOL = Table(
    {"service": _NAME, "plugin": _TEXT, "methods": Each(_METHOD)},
)

SOURCE = Table(
    {
        "package": Value('a dotted name such as "shop.v1"', _is_package),
        "protocol-version": Value("a whole number from 1", _is_version),
        "cookie-key": Value("the name of an environment variable", _is_environment_name),
        "cookie-value": _TEXT,
        "out": Value("a relative path", _is_path),
        "main": Value("a relative path, or false", _is_path_or_false),
        "netrpc": _FLAG,
        "netrpc-names": Each(_TEXT),
        "netrpc-nothing": Value('"interface{}" or "struct{}"', _is_nothing),
        "netrpc-maps": Value('a list of methods such as "KV.put"', _are_texts),
        "ignore-warnings": Value(f"a list of {', '.join(_WARNINGS)}", _are_warnings),
        "protocols": Each(_PROTOCOL),
    },
)

RUN = Table(
    {
        "against": Value("a commit: a branch, a tag or a hash", _is_text),
        "format": Value(f"one of text, {', '.join(FORMATS)}", _is_format),
        "quiet": _FLAG,
        "verbose": _FLAG,
    }
)

ALL_SOURCES = Table({"netrpc": SOURCE.keys["netrpc"]})
"""What holds for each source that says nothing else of its own."""

TOOL = Table({**RUN.keys, **ALL_SOURCES.keys, "sources": Each(SOURCE)})
"""``[tool.gen-plugin]``."""
