"""Programs of other projects, built as they are from the Go module proxy."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
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
