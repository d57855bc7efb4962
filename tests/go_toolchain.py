"""Programs in Go: those of other projects as they are, and our own on top of their libraries."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

BUILD_TIMEOUT = 900
"""Seconds. From an empty module cache a build takes its time."""


def install(folder: Path, *packages: str) -> Path:
    """Build commands of one module into `folder`, which is given back.

    Args:
        packages: Their paths with one version, ``example.com/module/command@latest``.
    """
    if shutil.which("go") is None:
        pytest.skip("the Go toolchain is not on PATH")
    done = subprocess.run(
        ["go", "install", *packages],
        env={**os.environ, "GOBIN": str(folder)},
        capture_output=True,
        text=True,
        timeout=BUILD_TIMEOUT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def build(
    folder: Path, source: Path, package: str = ".", changed: Mapping[Path, str] | None = None
) -> Path:
    """Build a program of our own, which the tests carry with its ``go.mod``, into `folder`.

    Args:
        source: The module's folder.
        package: The program's folder in it.
        changed: Files that are taken to have another text.

    Returns:
        The program.
    """
    if shutil.which("go") is None:
        pytest.skip("the Go toolchain is not on PATH")
    program = folder / (source / package).resolve().name
    overlay = ["-overlay", str(_overlay(folder, changed))] if changed else []
    done = subprocess.run(
        ["go", "build", *overlay, "-o", str(program), f"./{package}"],
        cwd=source,
        capture_output=True,
        text=True,
        timeout=BUILD_TIMEOUT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return program


def _overlay(folder: Path, changed: Mapping[Path, str]) -> Path:
    """What tells the compiler where the text of changed files is."""
    replaced = {}
    for number, (path, text) in enumerate(changed.items()):
        instead = folder / f"changed{number}.go"
        instead.write_text(text)
        replaced[str(path)] = str(instead)
    overlay = folder / "overlay.json"
    overlay.write_text(json.dumps({"Replace": replaced}))
    return overlay
