"""Tries to generate a plugin from a Protocol, as its user would: by one that inherits it.

What a generic Protocol leaves open is given as `str`: the user of one fills it in.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path

from tests.survey.find import Found

from gen_plugin.diagnostics.diagnostic import Diagnostic, InputRefused
from gen_plugin.parse.python.faults import Faults
from gen_plugin.parse.python.generics import type_variables
from gen_plugin.parse.python.project import Project
from gen_plugin.parse.python.symbols import ProjectClass
from gen_plugin.pipeline import Options, generate
from gen_plugin.source.location import locate
from gen_plugin.source.read import read

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

    @property
    def faults(self) -> tuple[str, ...]:
        """What there must not be, for people: a crash, and diagnostics that name no place."""
        unlocated = [each for each in self.refused if each.span is None]
        return (
            *([self.crash] if self.crash else []),
            *(f"{self.found.module}.{self.found.name}: {each.message}" for each in unlocated),
        )


def attempt(found: Found, root: Path, number: int) -> Attempt:
    """Generate into `root`, beside the package that has the Protocol."""
    source = root / f"surveyed_{number:04}.py"
    try:
        base = _filled_in(found, root)
        source.write_text(_SOURCE.format(name=found.name, module=found.module, base=base))
        finished = generate(str(source), Options(main=False))
    except InputRefused as error:
        source.unlink(missing_ok=True)
        return Attempt(found, refused=error.diagnostics)
    except Exception:  # noqa: BLE001 - to find these is what it is for
        return Attempt(found, crash=traceback.format_exc())
    folder = root / f"{source.stem}_plugin"
    for path, content in finished.files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return Attempt(found, package=folder.name)


def _filled_in(found: Found, root: Path) -> str:
    """What a class inherits that says all that the Protocol leaves open."""
    source = read(str(found.path), locate(found.path, root))
    project = Project(source, Faults())
    module = project.load(source)
    node = next(each for each in module.scope.classes if each.name.value == found.name)
    variables = type_variables(ProjectClass(module, node), project)
    return f"{found.name}[{', '.join(['str'] * len(variables))}]" if variables else found.name
