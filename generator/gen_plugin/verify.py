"""The last look at finished output: a fault that is found here is a bug of the generator."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import PurePosixPath


def verify(files: Mapping[str, bytes]) -> None:
    """Make sure that each file stays within its folder and that each Python file parses.

    The .proto has been compiled by protoc before this (`gen_plugin.proto.protoc`).

    Raises:
        AssertionError: The generator made something that it never should.
    """
    for name, data in files.items():
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            raise AssertionError(f"{name} would be written outside of the output folder")
        if path.suffix == ".py":
            ast.parse(data, filename=name)
