"""From one source file to its finished output, in memory: the stages in their order."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gen_plugin import check, lower, settings, source
from gen_plugin.diagnostics.diagnostic import InputRefused
from gen_plugin.finish.ownership import find_foreign
from gen_plugin.finish.target import LOCK_NAME, Target, read_file, read_target
from gen_plugin.lower import lock_file
from gen_plugin.lower.lock import Lock
from gen_plugin.parse import python
from gen_plugin.proto import protoc
from gen_plugin.render import render, render_proto
from gen_plugin.settings.settings import SourceSettings
from gen_plugin.verify import verify


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says; None: as the settings say, or the default.

    Attributes:
        out: The output folder.
        main: Where the scaffold goes; False: no scaffold.
        force: Overwrite generated files that were edited, and files in the way.
    """

    out: Path | None = None
    main: Path | bool | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class Scaffold:
    """The entry point that is written once and then belongs to the user."""

    path: Path
    data: bytes


@dataclass(frozen=True, slots=True)
class Finished:
    """The finished output of one source file, and what stands in its place now.

    Attributes:
        source: The source file, as the user named it.
        files: The generated files, by their path within the target's folder.
        scaffold: To be written if nothing stands there; None if none is due.
    """

    source: str
    files: Mapping[str, bytes]
    target: Target
    scaffold: Scaffold | None
