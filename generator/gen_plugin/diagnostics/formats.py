"""Diagnostics for programs: a list in JSON, GitHub's workflow commands, SARIF 2.1.0."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from gen_plugin import __version__
from gen_plugin.diagnostics.codes import TABLE
from gen_plugin.diagnostics.diagnostic import Diagnostic, Level

_GITHUB_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_json(diagnostics: Sequence[Diagnostic]) -> str:
    """A list of objects; lines and columns count from 1, in characters."""
    return json.dumps([_plain(each) for each in diagnostics], indent=2) + "\n"


def _plain(diagnostic: Diagnostic) -> dict[str, object]:
    span = diagnostic.span
    return {
        "code": diagnostic.code,
        "level": diagnostic.level.value,
        "message": diagnostic.message,
        "fix": diagnostic.fix,
        "file": span.path if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "end_column": span.column + span.width if span else None,
    }


def as_github(diagnostics: Sequence[Diagnostic]) -> str:
    """A workflow command a line, which GitHub shows beside the line of the file."""
    return "".join(f"{_command(each)}\n" for each in diagnostics)


def _command(diagnostic: Diagnostic) -> str:
    properties = {"title": diagnostic.code}
    if diagnostic.span:
        span = diagnostic.span
        properties |= {
            "file": _in_workspace(span.path),
            "line": str(span.line),
            "col": str(span.column),
            "endColumn": str(span.column + span.width),
        }
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    text = _data(f"{diagnostic.message}\nfix: {diagnostic.fix}")
    return f"::{_GITHUB_LEVELS[diagnostic.level]} {listed}::{text}"


def _in_workspace(path: str) -> str:
    """As GitHub looks for a file: from the checkout's folder, wherever the command runs."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if not workspace:
        return path
    inside = os.path.relpath(os.path.realpath(path), os.path.realpath(workspace))
    return path if inside.startswith(os.pardir) else inside.replace(os.sep, "/")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_sarif(diagnostics: Sequence[Diagnostic]) -> str:
    """One run, with the rules that it mentions."""
    codes = sorted({each.code for each in diagnostics})
    driver = {"name": "gen-plugin", "version": __version__, "rules": list(map(_rule, codes))}
    results = [_result(each) for each in diagnostics]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    document = {"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2) + "\n"


def _rule(code: str) -> dict[str, Any]:
    explanation = TABLE[code]
    return {
        "id": code,
        "shortDescription": {"text": explanation.title},
        "fullDescription": {"text": explanation.text},
        "defaultConfiguration": {"level": explanation.level.value},
    }


def _result(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "ruleId": diagnostic.code,
        "level": diagnostic.level.value,
        "message": {"text": f"{diagnostic.message}\nfix: {diagnostic.fix}"},
        "locations": list(_locations(diagnostic)),
    }


def _locations(diagnostic: Diagnostic) -> Iterator[dict[str, Any]]:
    span = diagnostic.span
    if span is None:
        return
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endColumn": span.column + span.width,
    }
    location = {"uri": quote(_in_workspace(span.path).replace("\\", "/"))}
    yield {"physicalLocation": {"artifactLocation": location, "region": region}}


FORMATS: dict[str, Callable[[Sequence[Diagnostic]], str]] = {
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}
