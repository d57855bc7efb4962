"""Where the output of a source goes."""

from __future__ import annotations

import os
from pathlib import Path

from gen_plugin import disk, settings
from gen_plugin.diagnostics.diagnostic import Diagnostic, InputRefused
from gen_plugin.lower.lock import Lock
from gen_plugin.pipeline.options import Options
from gen_plugin.settings.settings import SourceSettings
from gen_plugin.source.location import is_importable, locate


def output_folder(source_path: str, wanted: SourceSettings, options: Options) -> Path:
    """The folder of the generated package."""
    if options.out is not None:
        return options.out
    if wanted.out is not None:
        return _from_settings(source_path, wanted.out)
    path = Path(source_path)
    return path.with_name(f"{path.stem}_plugin")


def main_path(
    source_path: str, wanted: SourceSettings, options: Options, *, is_first_run: bool
) -> Path | None:
    """Where a scaffold goes, if one is due: asked for, or in the first run unless unwanted."""
    if isinstance(options.main, Path):
        return options.main
    if options.main is False or wanted.main is False or not is_first_run:
        return None
    if isinstance(wanted.main, str):
        return _from_settings(source_path, wanted.main)
    return Path(source_path).with_name("main.py")


def relative(source_path: str, folder: Path) -> str:
    """A source as seen from its output folder, with forward slashes."""
    path = os.path.relpath(Path(source_path).absolute(), folder.absolute())
    return Path(path).as_posix()


def import_name(folder: Path) -> str:
    """The dotted name of the generated package."""
    name = locate(Path(os.path.abspath(folder)).with_suffix(".py")).module
    if not is_importable(name):
        raise InputRefused(
            [
                Diagnostic(
                    "GP403",
                    f"the output folder {folder.as_posix()} cannot be imported as {name!r}",
                    "choose a folder whose name, and those of the packages it is in, are ASCII "
                    "identifiers",
                )
            ]
        )
    return name


def refuse_around(source_path: str, folder: Path) -> None:
    """The output's ``__init__.py`` would make a package of a folder that is the user's."""
    if Path(os.path.abspath(folder)) in Path(os.path.abspath(source_path)).parents:
        raise InputRefused(
            [
                Diagnostic(
                    "GP404",
                    f"the output folder {folder.as_posix()} holds {source_path} itself",
                    "choose a folder for the generated files alone, such as --out "
                    f"{Path(source_path).stem}_plugin",
                )
            ]
        )


def refuse_taken(source_path: str, folder: Path, lock: Lock) -> None:
    """One folder for two sources: each run would replace the other's output."""
    other = folder / lock.source
    if disk.is_file(other) and not other.samefile(source_path):
        raise InputRefused(
            [
                Diagnostic(
                    "GP404",
                    f"{folder.as_posix()} holds what was generated from {other.name}",
                    "choose another folder with --out, or replace what is there with --force",
                )
            ]
        )


def _from_settings(source_path: str, name: str) -> Path:
    """A path that the settings give, as seen from the working directory."""
    project = settings.find_project(source_path)
    if project is None:
        raise AssertionError("settings that come from nowhere")
    path = project.parent / name
    return path if Path(source_path).is_absolute() else Path(os.path.relpath(path))
