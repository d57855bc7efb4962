"""From one source file to its finished output, in memory: the stages in their order."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from gen_plugin import disk, settings, source
from gen_plugin.check import check, remarks_on
from gen_plugin.diagnostics.diagnostic import Diagnostic, InputRefused, Level
from gen_plugin.disk import Answers
from gen_plugin.finish.ownership import find_foreign
from gen_plugin.finish.target import Target, read_file, read_target
from gen_plugin.finish.write import NewFile
from gen_plugin.lower import lock_file, lower
from gen_plugin.lower.lock import Lock
from gen_plugin.parse import python
from gen_plugin.proto.protoc import compile_file
from gen_plugin.render import render, render_main, render_proto
from gen_plugin.settings.settings import SourceSettings
from gen_plugin.source.location import is_importable, locate
from gen_plugin.verify import verify


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says; None: as the settings say, or the default.

    Attributes:
        out: The output folder.
        main: Where the scaffold goes; False: no scaffold.
        overwrite: Go on if generated files were edited, or others are in the way.
    """

    out: Path | None = None
    main: Path | bool | None = None
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class Finished:
    """The finished output of one source file, and what stands in its place now.

    Attributes:
        source: The source file, as the user named it.
        files: The generated files, by their path within the target's folder.
        scaffold: The entry point, written once and then the user's; None if none is wanted, or an
            earlier run has seen to it.
        remarks: Warnings and notes.
        answers: What was asked of the disk for it.
    """

    source: str
    files: Mapping[str, bytes]
    target: Target
    scaffold: NewFile | None
    remarks: tuple[Diagnostic, ...]
    answers: Answers

    @property
    def has_warnings(self) -> bool:
        """Whether some of the remarks are warnings."""
        return any(each.level is Level.WARNING for each in self.remarks)


def generate(source_path: str, options: Options) -> Finished:
    """Run every stage but the last.

    Args:
        source_path: The source file, as the user named it.
        options: What the command line says of it.

    Raises:
        InputRefused: The input has faults; all of the stage that found them.
        EnvironmentFault: A file in the target folder cannot be read.
    """
    with disk.remembering() as answers:
        return _generate(source_path, options, answers)


def _generate(source_path: str, options: Options, answers: Answers) -> Finished:
    file = source.read(source_path)
    wanted = settings.load(source_path)
    interface = check(python.parse(file), wanted)
    folder = _output_folder(source_path, wanted, options)
    _refuse_around(source_path, folder)
    package = _import_name(folder)
    lock = _read_lock(folder)
    if lock is not None and not options.overwrite:
        _refuse_taken(source_path, folder, lock)
    contract = lower(interface, wanted, lock)
    contract = replace(contract, lock=replace(contract.lock, source=_relative(source_path, folder)))
    descriptor = compile_file(contract.file.name, render_proto(contract.file))
    files = render(interface, contract, descriptor, package)
    verify(files)
    listed = lock.files if lock else ()
    target = read_target(folder, (*files, *listed))
    if not options.overwrite:
        _refuse_foreign(files, target, listed)
    main = _main_path(source_path, wanted, options, is_first_run=lock is None)
    scaffold = None
    if main is not None:
        text = render_main(interface, contract, package, locate(main).module)
        scaffold = NewFile(main, text.encode())
    remarks = remarks_on(interface, wanted)
    return Finished(source_path, files, target, scaffold, remarks, answers)


def _output_folder(source_path: str, wanted: SourceSettings, options: Options) -> Path:
    if options.out is not None:
        return options.out
    if wanted.out is not None:
        return _from_settings(source_path, wanted.out)
    path = Path(source_path)
    return path.with_name(f"{path.stem}_plugin")


def _main_path(
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


def _from_settings(source_path: str, name: str) -> Path:
    """A path that the settings give, as seen from the working directory."""
    project = settings.find_project(source_path)
    if project is None:
        raise AssertionError("settings that come from nowhere")
    path = project.parent / name
    return path if Path(source_path).is_absolute() else Path(os.path.relpath(path))


def _refuse_around(source_path: str, folder: Path) -> None:
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


def _refuse_taken(source_path: str, folder: Path, lock: Lock) -> None:
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


def _import_name(folder: Path) -> str:
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


def _read_lock(folder: Path) -> Lock | None:
    path = folder / lock_file.FILE_NAME
    data = read_file(path)
    return None if data is None else lock_file.read(data.decode(errors="replace"), str(path))


def _relative(source_path: str, folder: Path) -> str:
    path = os.path.relpath(Path(source_path).absolute(), folder.absolute())
    return Path(path).as_posix()


def _refuse_foreign(files: Mapping[str, bytes], target: Target, listed: tuple[str, ...]) -> None:
    foreign = find_foreign(files, target, listed)
    if foreign:
        raise InputRefused(foreign)
