"""Tries to generate a plugin from a Protocol, as its user would: by one that inherits it.

What a generic Protocol leaves open is given as `str`.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path

from tests.survey.find import Found

from gen_plugin.diagnostics.diagnostic import Diagnostic, InputRefused
from gen_plugin.pipeline import Options, generate

_SOURCE = '''\
"""{name} of {module}, as a plugin."""

from typing import Protocol

from {module} import {name}


class Surveyed({base}, Protocol):
    """The same."""
'''


@dataclass(frozen=True)
class Attempt:
    """What came of a Protocol.

    Attributes:
        package: The generated package's name, if it was generated.
        refused: What was told otherwise.
        crash: A traceback, which there must not be.
    """

    found: Found
    package: str | None = None
    refused: tuple[Diagnostic, ...] = ()
    crash: str | None = None


def attempt(found: Found, root: Path, number: int) -> Attempt:
    """Generate into `root`, beside the package that has the Protocol."""
    source = root / f"surveyed_{number:04}.py"
    given = f"[{', '.join(['str'] * found.type_parameters)}]" if found.type_parameters else ""
    base = f"{found.name}{given}"
    source.write_text(_SOURCE.format(name=found.name, module=found.module, base=base))
    try:
        finished = generate(str(source), Options(main=False))
    except InputRefused as error:
        source.unlink()
        return Attempt(found, refused=error.diagnostics)
    except Exception:  # noqa: BLE001 - to find these is what it is for
        return Attempt(found, crash=traceback.format_exc())
    folder = root / f"{source.stem}_plugin"
    for path, content in finished.files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return Attempt(found, package=folder.name)
