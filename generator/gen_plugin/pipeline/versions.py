"""Former protocol versions, each with its package and its interface in a folder of the package.

``greeter_plugin/v1/`` is generated like ``greeter_plugin/`` itself, from a copy of the interface as
it was and from the lock as it was, in every run: it is as up to date as the other is.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path, PurePath

from gen_plugin.check import check
from gen_plugin.diagnostics.diagnostic import Diagnostic, InputRefused
from gen_plugin.finish.files import read_file
from gen_plugin.frozen import dataclass, replace
from gen_plugin.lower import lower, placed
from gen_plugin.lower.contract import Contract
from gen_plugin.lower.lock import Lock
from gen_plugin.lower.past import rekeyed
from gen_plugin.model.interface import Interface, SourceFile
from gen_plugin.model.span import Span
from gen_plugin.parse import python
from gen_plugin.pipeline.locks import read_lock
from gen_plugin.proto.protoc import compile_file
from gen_plugin.render import render, render_proto
from gen_plugin.render.header import with_header, without_header
from gen_plugin.settings.settings import SourceSettings
from gen_plugin.source.git import Commit
from gen_plugin.source.location import locate
from gen_plugin.source.read import decode
from gen_plugin.source.resolve import absolute_module

INTERFACE = "interface.py"
"""The copy of the interface, under a name that no generated file has."""

_FOLDER = re.compile(r"v[1-9][0-9]*")
_RELATIVE = re.compile(r"from\s*[.\s]+[\w.]*\s*(?=import)")
_NEWEST = "HEAD"
_COMMIT = (
    "commit the interface, and what was generated from it, before you change it, and name that "
    "commit with --against; what it imports must not change with it: leave those classes as they "
    "were, and give the new version others"
)


@dataclass(frozen=True, slots=True)
class Version:
    """A former version of an interface.

    Attributes:
        folder: Within the output folder: ``v1``.
        text: Its interface, as the file has it below the header.
        lock: As it was.
        fix: What to do if they do not fit each other, or what the interface imports.
    """

    folder: str
    text: str
    lock: Lock
    fix: str


def kept_versions(folder: Path, listed: tuple[str, ...]) -> Iterator[Version]:
    """Those that earlier runs kept, and that nobody has deleted since.

    Args:
        folder: The output folder.
        listed: The files that its lock lists.
    """
    for each in sorted({PurePath(name).parts[0] for name in listed if "/" in name}):
        lock = read_lock(folder / each) if _FOLDER.fullmatch(each) else None
        data = read_file(folder / each / INTERFACE)
        if lock is not None and data is not None:
            text = without_header(data.decode("utf-8", "replace"))
            fix = (
                f"restore {(folder / each).as_posix()} and what its interface imports from version "
                f"control; or write the classes as they were into {each}/{INTERFACE}, in the place "
                "of the import, and run gen-plugin --force; or delete that folder to serve this "
                "version no longer"
            )
            yield Version(each, text, lock, fix)


def former_version(source_path: str, lock: Lock, against: str | None) -> Version:
    """The version that the lock is of, with the interface from git.

    Args:
        source_path: The source file.
        lock: As it stands on the disk: of the version that is to be kept.
        against: The commit that has the interface which the lock is of; None: the newest.

    Raises:
        InputRefused: It does not have one.
        EnvironmentFault: There is no git, or no repository.
    """
    path = Path(source_path).absolute()
    commit = Commit.find(against or _NEWEST, path.parent)
    data = commit.read(path)
    if data is None:
        raise _refused(f"commit {commit.name} has no {source_path}", _COMMIT)
    text = _with_absolute_imports(decode(data, source_path), path)
    return Version(f"v{lock.protocol_version}", text, lock, _COMMIT)


def render_version(version: Version, source_path: str, package: str) -> dict[str, bytes]:
    """The files of a version, by their paths within the output folder.

    Raises:
        InputRefused: The interface is not the one of the lock, or what it imports has changed.
    """
    inside = f"{package}.{version.folder}"
    interface, contract = _lowered(version, source_path, inside)
    if _facts(contract.lock) != _facts(rekeyed(version.lock, interface)):
        raise _refused(
            f"the interface of {version.folder} is not what its lock is of"
            + "".join(_differences(interface, contract, version)),
            version.fix,
        )
    contract = placed(contract, INTERFACE)
    descriptor = compile_file(contract.file.name, render_proto(contract.file))
    files = {
        **render(interface, contract, descriptor, inside),
        INTERFACE: with_header(version.text, PurePath(source_path).name).encode(),
    }
    return {f"{version.folder}/{name}": data for name, data in files.items()}


def raised(lock: Lock, settings: SourceSettings) -> Lock:
    """The lock of the next version. A package that has the version in its name is renamed."""
    version = settings.protocol_version or lock.protocol_version + 1
    if version <= lock.protocol_version:
        raise _refused(
            f"protocol-version is set to {version} in pyproject.toml, and is to be raised",
            f"set it to {lock.protocol_version + 1}, or remove it",
        )
    package = re.sub(rf"\.v{lock.protocol_version}$", f".v{version}", lock.package)
    return replace(lock, protocol_version=version, package=settings.package or package)


def _lowered(version: Version, source_path: str, package: str) -> tuple[Interface, Contract]:
    # Names in it are looked up as in the source itself, from which it was copied.
    module = f"{package}.{PurePath(INTERFACE).stem}"
    try:
        file = SourceFile(source_path, module, in_package=True, text=version.text)
        settings = SourceSettings(netrpc=bool(version.lock.netrpc))
        interface = check(python.parse(file), settings).sound()
        return interface, lower(interface, settings, version.lock)
    except InputRefused as refused:
        reasons = "; ".join(
            f"line {each.span.line}: {each.message}" if each.span else each.message
            for each in refused.diagnostics
        )
        message = f"the interface of {version.folder} cannot be read any more: {reasons}"
        raise _refused(message, version.fix) from None


def _differences(interface: Interface, contract: Contract, version: Version) -> Iterator[str]:
    """What has changed, and where: in the copy itself, or in a file that it imports from."""
    from gen_plugin.breaking import find_breaking

    for each in find_breaking(interface, version.lock, contract.lock):
        span = each.span or Span(interface.source.path, 1, 1)
        is_copy = span.path == interface.source.path
        file = f"{version.folder}/{INTERFACE}" if is_copy else span.path
        yield f"; {file}:{span.line}: {each.message}"


def _facts(lock: Lock) -> Lock:
    """What must be as it was: all but where files stand."""
    return replace(lock, source="", files=())


def _with_absolute_imports(text: str, path: Path) -> str:
    """The text of a module, so that it says the same in another package."""
    package = locate(path).package
    lines = text.split("\n")
    for node in ast.walk(ast.parse(text)):
        module = (
            absolute_module(node.level, node.module or "", package)
            if isinstance(node, ast.ImportFrom) and node.level
            else None
        )
        if isinstance(node, ast.ImportFrom) and module is not None:
            line = lines[node.lineno - 1].encode()
            before, statement = line[: node.col_offset].decode(), line[node.col_offset :].decode()
            lines[node.lineno - 1] = before + _RELATIVE.sub(f"from {module} ", statement, count=1)
    return "\n".join(lines)


def _refused(message: str, fix: str) -> InputRefused:
    return InputRefused([Diagnostic("GP422", message, fix)])
