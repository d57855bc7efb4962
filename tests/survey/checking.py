"""Type-checks what was generated."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def type_check(root: Path, packages: Sequence[str], runtime: Path) -> list[str]:
    """What mypy finds in generated packages, in strict mode; the foreign code is not judged.

    Args:
        root: Where they lie, beside the package that has their Protocols.
        packages: Their names.
        runtime: The folder with `gen_plugin_runtime`.
    """
    if not packages:
        return []
    options = [option for package in packages for option in ("-p", package)]
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--follow-imports=silent",
            "--ignore-missing-imports",
            "--no-error-summary",
            "--config-file=",
            f"--cache-dir={os.devnull}",
            *options,
        ],
        cwd=root,
        env={**os.environ, "MYPYPATH": f"{root}:{runtime}"},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    return [line for line in done.stdout.splitlines() if "_plugin/" in line and ": error:" in line]
