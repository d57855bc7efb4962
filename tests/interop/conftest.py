"""go-plugin's own programs, built as they are from the Go module proxy at its newest release."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

EXAMPLES = "github.com/hashicorp/go-plugin/examples"


@pytest.fixture(scope="session")
def go_programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds `grpc` (a host) and `plugin-go-grpc` (a plugin)."""
    if shutil.which("go") is None:
        pytest.skip("the Go toolchain is not on PATH")
    folder = tmp_path_factory.mktemp("go-plugin")
    done = subprocess.run(
        ["go", "install", f"{EXAMPLES}/grpc@latest", f"{EXAMPLES}/grpc/plugin-go-grpc@latest"],
        env={**os.environ, "GOBIN": str(folder)},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder
