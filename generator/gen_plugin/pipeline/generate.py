"""The stages in their order, for one source file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from gen_plugin import disk, settings, source
from gen_plugin.check import check, remarks_on
from gen_plugin.diagnostics.diagnostic import Diagnostic, InputRefused, Level, in_order
from gen_plugin.diagnostics.reading import Reading
from gen_plugin.disk import Answers
from gen_plugin.environment import EnvironmentFault
from gen_plugin.finish import journal
from gen_plugin.finish.journal import Journal
from gen_plugin.finish.ownership import find_foreign
from gen_plugin.finish.target import Target, read_target
from gen_plugin.finish.write import NewFile
from gen_plugin.frozen import replace
from gen_plugin.lower import lower, placed
from gen_plugin.lower.contract import Contract
from gen_plugin.lower.lock import Lock
from gen_plugin.lower.lock_file import FILE_NAME as LOCK_NAME
from gen_plugin.model.interface import Interface, SourceFile
from gen_plugin.model.span import Span
from gen_plugin.parse import python
from gen_plugin.pipeline import folders, locks, moves, versions
from gen_plugin.pipeline.options import Finished, OnBreaking, Options
from gen_plugin.proto.protoc import compile_file
from gen_plugin.render import render, render_main, render_proto
from gen_plugin.render.header import source_of
from gen_plugin.settings.settings import SourceSettings
from gen_plugin.source.location import locate
from gen_plugin.verify import verify


def generate(source_path: str, options: Options) -> Finished:
    """Run every stage but the last.

    Args:
        source_path: The source file, as the user named it.
        options: What the command line says of it.

    Raises:
        InputRefused: The input has faults: all that any stage can find.
        EnvironmentFault: A file in the target folder cannot be read, or git cannot be asked.
    """
    with disk.remembering() as answers:
        return _generate(source_path, options, answers)


def _generate(source_path: str, options: Options, answers: Answers) -> Finished:
    reading, wanted = _read(source_path, options)
    with _told_with(reading.faults, source_path):
        return _finished(reading, wanted, source_path, options, answers)


def _read(source_path: str, options: Options) -> tuple[Reading, SourceSettings]:
    """What the source says, and what the settings say of it."""
    file = source.read(source_path)
    _refuse_generated(file)
    try:
        wanted = settings.load(source_path).overruled(options.overruling)
    except InputRefused as refused:
        with _told_with(refused.diagnostics, source_path):
            raise InputRefused(check(python.parse(file)).faults) from None
    return check(python.parse(file), wanted), wanted


def _refuse_generated(file: SourceFile) -> None:
    origin = source_of(file.text)
    if origin:
        raise InputRefused(
            [
                Diagnostic(
                    "GP419",
                    f"gen-plugin generated this file from {origin}",
                    f"name {origin} instead; of patterns, one that does not match what is "
                    "generated",
                    Span(file.path, 1, 1),
                )
            ]
        )


@contextmanager
def _told_with(faults: Sequence[Diagnostic], source_path: str) -> Iterator[None]:
    """Let what a block refuses be told together with the faults that were found before it.

    What hinders it is no matter as long as there are any.
    """
    try:
        yield
    except InputRefused as refused:
        raise InputRefused(in_order([*faults, *refused.diagnostics], source_path)) from None
    except EnvironmentFault:
        if not faults:
            raise
        raise InputRefused(faults) from None


def _finished(
    reading: Reading,
    wanted: SourceSettings,
    source_path: str,
    options: Options,
    answers: Answers,
) -> Finished:
    interface = reading.interface
    usual = folders.output_folder(source_path, wanted, options)
    folder, notes = _moved(interface, wanted, options, usual)
    folders.refuse_around(source_path, folder)
    package = folders.import_name(folder)
    cut_off = journal.read(folder)
    lock = None if _has_never_finished(folder, cut_off) else locks.read_lock(folder)
    if lock is not None and not (folder / LOCK_NAME).exists():
        notes.append(f"{(folder / LOCK_NAME).as_posix()} was lost: made again from the .proto")
    if lock is not None and not options.overwrite:
        folders.refuse_taken(source_path, folder, lock)
    contract, changes, former = _lowered(reading, wanted, lock, folder, options)
    files = _rendered(interface, contract, package, former)
    listed = (*(lock.files if lock else ()), *(cut_off.files if cut_off else ()))
    target = read_target(folder, (*files, *listed), cut_off, is_new=lock is None)
    if not options.overwrite:
        _refuse_foreign(files, target, listed)
    is_first = lock is None or (cut_off is not None and cut_off.owes_scaffold(folder))
    return Finished(
        source_path,
        files,
        target,
        _scaffold(interface, contract, package, wanted, options, is_first_run=is_first),
        tuple(each for each in changes if each.level is Level.ERROR),
        tuple(notes),
        remarks_on(interface, wanted, (each for each in changes if each.level is not Level.ERROR)),
        answers,
        is_settled=folder == usual,
    )


def _has_never_finished(folder: Path, cut_off: Journal | None) -> bool:
    """Whether the first run was cut off before its lock was there: nobody has built from that."""
    return cut_off is not None and cut_off.is_first and not (folder / LOCK_NAME).exists()


def _moved(
    interface: Interface, wanted: SourceSettings, options: Options, usual: Path
) -> tuple[Path, list[str]]:
    """The output folder, maybe one that a lock elsewhere names; what to tell of it."""
    if options.out is not None or wanted.out is not None or usual.exists():
        return usual, []
    output, orphans = moves.find_output(interface)
    if output is None:
        return usual, [_orphan_note(*each, interface.source.path, usual) for each in orphans]
    if output.former is None:
        return output.folder, []
    note = f"{output.folder.as_posix()} was generated from {output.former.name}, which is gone"
    return output.folder, [f"{note}: it goes on as the output of {interface.source.path}"]


def _orphan_note(folder: Path, former: Path, source_path: str, usual: Path) -> str:
    """What is left of an interface that has gone, or of this one, if all of it was renamed."""
    kept = folder.as_posix()
    return (
        f"{kept} was generated from {former.name}, which is gone: if that is {source_path} now, "
        f"under other names, delete {usual.as_posix()} and run gen-plugin --out {kept} "
        f"{source_path}; if not, delete {kept}"
    )


def _lowered(
    reading: Reading,
    wanted: SourceSettings,
    lock: Lock | None,
    folder: Path,
    options: Options,
) -> tuple[Contract, tuple[Diagnostic, ...], list[versions.Version]]:
    """The contract, what there is to tell of its changes, and the former versions beside it."""
    interface = reading.interface
    path = interface.source.path
    kept = list(versions.kept_versions(folder, lock.files if lock else ()))
    is_anew = lock is not None and options.on_breaking is OnBreaking.BEGIN_ANEW
    known = lock.emptied() if lock and is_anew else lock
    contract = lower(interface, wanted, known, reading.faults)
    earlier = [] if is_anew else list(_earlier(interface, contract, lock, folder, options))
    # A first run, which has nothing to compare with, does not wait for what compares.
    changes = list(_changes(interface, contract, earlier)) if earlier else []
    is_breaking = any(each.level is Level.ERROR for each in changes)
    if is_breaking and options.on_breaking is OnBreaking.KEEP:
        kept.append(versions.former_version(path, earlier[-1], options.against))
        contract, changes = lower(interface, wanted, versions.raised(earlier[-1], wanted)), []
    return placed(contract, folders.relative(path, folder)), tuple(changes), kept


def _earlier(
    interface: Interface, contract: Contract, lock: Lock | None, folder: Path, options: Options
) -> Iterator[Lock]:
    """The locks that the interface is held to: that of its output, then that of a commit."""
    if lock is not None:
        yield lock
    if options.against is not None:
        path, package = interface.source.path, contract.lock.package
        committed = locks.committed_lock(path, folder, package, options.against)
        if committed is not None:
            yield committed


def _changes(
    interface: Interface, contract: Contract, earlier: Iterable[Lock]
) -> Iterator[Diagnostic]:
    from gen_plugin.breaking import find_breaking

    merged = replace(interface, protocols=tuple(each.protocol for each in contract.services))
    found = (find_breaking(merged, each, contract.lock) for each in earlier)
    yield from dict.fromkeys(diagnostic for each in found for diagnostic in each)


def _rendered(
    interface: Interface,
    contract: Contract,
    package: str,
    former: Iterable[versions.Version],
) -> dict[str, bytes]:
    """All files of the package."""
    path = interface.source.path
    beside = {
        name: data
        for each in former
        for name, data in versions.render_version(each, path, package).items()
    }
    descriptor = compile_file(contract.file.name, render_proto(contract.file))
    files = {**render(interface, contract, descriptor, package, beside), **beside}
    verify(files)
    return files


def _scaffold(
    interface: Interface,
    contract: Contract,
    package: str,
    wanted: SourceSettings,
    options: Options,
    *,
    is_first_run: bool,
) -> NewFile | None:
    main = folders.main_path(interface.source.path, wanted, options, is_first_run=is_first_run)
    if main is None:
        return None
    return NewFile(main, render_main(interface, contract, package, locate(main).module).encode())


def _refuse_foreign(files: Mapping[str, bytes], target: Target, listed: tuple[str, ...]) -> None:
    foreign = find_foreign(files, target, listed)
    if foreign:
        raise InputRefused(foreign)
