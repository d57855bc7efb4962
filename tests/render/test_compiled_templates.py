"""Compiled templates are kept, and never in the way."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from gen_plugin.render import environment

VIEW = {"lines": ["b'x'"]}


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where they are kept: a folder that is not there yet."""
    folder = tmp_path / "cache"
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(environment, "cache_from_source", lambda path: str(folder / "module.pyc"))
    return folder


def _print() -> str:
    """Print a template as a new process would."""
    environment._environment.cache_clear()
    try:
        return environment.print_template("python/descriptor.py.j2", VIEW)
    finally:
        environment._environment.cache_clear()


def test_a_template_is_compiled_once(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _print()
    (file,) = kept.iterdir()
    monkeypatch.setattr("jinja2.Environment.compile", None)

    assert _print() == first
    assert [*kept.iterdir()] == [file]


@pytest.mark.parametrize("content", [b"", b"j2", b"\0" * 100, b"x" * 5000])
def test_what_makes_no_sense_is_made_anew(kept: Path, content: bytes) -> None:
    first = _print()
    (file,) = kept.iterdir()
    good = file.read_bytes()
    for each in (content, good[: len(good) // 2], good[:-1]):
        file.write_bytes(each)
        assert _print() == first
        assert file.read_bytes() == good


def test_where_nothing_can_be_kept(kept: Path) -> None:
    kept.write_text("a file in the place of the folder")
    assert _print() == _print()


def test_where_nothing_is_to_be_kept(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    _print()
    assert not kept.exists()
