"""Reading ``pyproject.toml``."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from gen_plugin import disk
from gen_plugin.diagnostics.diagnostic import Diagnostic, InputRefused
from gen_plugin.diagnostics.nearest import nearest
from gen_plugin.model.span import Span
from gen_plugin.project import FILE, find_project, is_pattern
from gen_plugin.settings.schema import ALL_SOURCES
from gen_plugin.settings.settings import ProtocolSettings, RunSettings, SourceSettings
from gen_plugin.settings.sources import entry_for, paths_of
from gen_plugin.settings.validate import PREFIX, SettingsFile, misspelled, validate

if TYPE_CHECKING:
    from gen_plugin.model.interface import PinnedMethod


def load(source_path: str) -> SourceSettings:
    """Read what ``[tool.gen-plugin]`` sets for a source file; everything unset if it sets nothing.

    Raises:
        InputRefused: The file is not TOML, or ``[tool.gen-plugin]`` says something unknown, even
            of another source: a misspelled name would otherwise go unnoticed.
    """
    project = find_project(source_path)
    if project is None:
        return SourceSettings()
    tool = _checked(project, source_path)
    sources = _table(tool.get("sources"))
    name = os.path.relpath(Path(source_path).absolute(), project.parent).replace(os.sep, "/")
    of_all = {key: tool[key] for key in ALL_SOURCES.keys if key in tool}
    return _source_settings(of_all | dict(_table(sources.get(entry_for(name, sources)))))


def load_run(source_path: str) -> RunSettings:
    """Read what is set for a whole run in the project of a source, or of a file beside it.

    Raises:
        InputRefused: As for `load`.
    """
    project = find_project(source_path)
    tool = _checked(project, source_path) if project else {}
    quiet, verbose = tool.get("quiet"), tool.get("verbose")
    return RunSettings(
        against=_text(tool, "against"),
        format=_text(tool, "format"),
        quiet=quiet if isinstance(quiet, bool) else None,
        verbose=verbose if isinstance(verbose, bool) else None,
    )


def listed_sources() -> list[str]:
    """The sources of the project that the working directory belongs to, as seen from there.

    Raises:
        InputRefused: As for `load`.
    """
    project = find_project(FILE)
    if project is None:
        return []
    paths = paths_of(_sources(project, FILE), project.parent)
    return [Path(os.path.relpath(path)).as_posix() for path in paths]


def _sources(project: Path, source_path: str) -> Mapping[str, object]:
    return _table(_checked(project, source_path).get("sources"))


def _checked(project: Path, source_path: str) -> Mapping[str, object]:
    """``[tool.gen-plugin]``, if nothing in it is wrong."""
    file = _read(project, source_path)
    document = _parsed(file)
    tool = _tool(document)
    faults = [*misspelled(document, file), *validate(tool, file)]
    faults += _missing_sources(_table(_table(tool).get("sources")), project, file)
    if faults:
        raise InputRefused(sorted(faults, key=_line))
    return _table(tool)


def _line(diagnostic: Diagnostic) -> tuple[int, int]:
    return (diagnostic.span.line, diagnostic.span.column) if diagnostic.span else (0, 0)


def _read(project: Path, source_path: str) -> SettingsFile:
    shown = str(project) if Path(source_path).is_absolute() else os.path.relpath(project)
    try:
        return SettingsFile(shown, disk.read(project).decode("utf-8-sig"))
    except OSError as error:
        message = f"{shown} cannot be read: {error.strerror}"
        raise InputRefused([Diagnostic("GP413", message, "check its permissions")]) from error
    except UnicodeDecodeError as error:
        message = f"{shown} is not UTF-8, which TOML has to be"
        raise InputRefused([Diagnostic("GP433", message, "save it as UTF-8")]) from error


def _parsed(file: SettingsFile) -> Mapping[str, object]:
    try:
        return tomllib.loads(file.text.replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:  # ValueError: or a number with too many digits
        raise InputRefused([_broken(file, str(error))]) from error


def _tool(document: object) -> object:
    for key in PREFIX:
        document = _table(document).get(key, {})
    return document


def _broken(file: SettingsFile, reason: str) -> Diagnostic:
    """`tomllib` says the place at the end of its words: ``(at line 3, column 7)``."""
    words, _, place = reason.rstrip(")").partition(" (at ")
    numbers = [int(part) for part in place.replace(",", "").split() if part.isdigit()]
    line, column = numbers if len(numbers) == 2 else (file.text.count("\n") + 1, 1)
    span = Span(file.path, line, column)
    return Diagnostic("GP433", f"this is not TOML: {words}", "correct the file", span)


def _missing_sources(
    sources: Mapping[str, object], project: Path, file: SettingsFile
) -> Iterator[Diagnostic]:
    for name in sources:
        if is_pattern(name):
            yield from _no_pattern(name, project, file)
            continue
        if disk.is_file(project.parent / name):
            continue
        near = nearest(name, (str(each.name) for each in project.parent.glob("*.py")))
        yield file.diagnostic(
            "GP434",
            (*PREFIX, "sources", name),
            f"there is no file {name} beside pyproject.toml",
            f"did you mean {near}?" if near else "write the path relative to pyproject.toml",
        )


def _no_pattern(name: str, project: Path, file: SettingsFile) -> Iterator[Diagnostic]:
    try:
        next(project.parent.glob(name), None)
    except (ValueError, NotImplementedError) as error:
        yield file.diagnostic(
            "GP434",
            (*PREFIX, "sources", name),
            f"{name} is no pattern of paths: {error}",
            "write a path relative to pyproject.toml, with * for names and ** for folders",
        )


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[str]:
    return value if isinstance(value, list) else []


def _text(table: Mapping[str, object], key: str) -> str | None:
    value = table.get(key)
    return value if isinstance(value, str) else None


def _source_settings(table: Mapping[str, object]) -> SourceSettings:
    version, main = table.get("protocol-version"), table.get("main")
    netrpc = table.get("netrpc")
    return SourceSettings(
        package=_text(table, "package"),
        protocol_version=version if isinstance(version, int) else None,
        cookie_key=_text(table, "cookie-key"),
        cookie_value=_text(table, "cookie-value"),
        out=_text(table, "out"),
        main=main if isinstance(main, str | bool) else None,
        netrpc=netrpc if isinstance(netrpc, bool) else None,
        netrpc_names={key: str(name) for key, name in _table(table.get("netrpc-names")).items()},
        netrpc_nothing=_text(table, "netrpc-nothing"),
        netrpc_maps=frozenset(_list(table.get("netrpc-maps"))),
        ignored_warnings=frozenset(_list(table.get("ignore-warnings"))),
        protocols={
            name: _protocol_settings(_table(protocol))
            for name, protocol in _table(table.get("protocols")).items()
        },
    )


def _protocol_settings(table: Mapping[str, object]) -> ProtocolSettings:
    return ProtocolSettings(
        service=_text(table, "service"),
        plugin=_text(table, "plugin"),
        methods={
            name: _pinned_method(_table(method))
            for name, method in _table(table.get("methods")).items()
        },
    )


def _pinned_method(table: Mapping[str, object]) -> PinnedMethod:
    from gen_plugin.model.interface import PinnedMethod  # a run's own settings do without

    return PinnedMethod(_text(table, "name"), _text(table, "request"), _text(table, "response"))
