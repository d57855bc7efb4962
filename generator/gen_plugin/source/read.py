"""From a path to text."""

from __future__ import annotations

import io
import tokenize
from pathlib import Path

from gen_plugin import disk
from gen_plugin.diagnostics.diagnostic import Diagnostic, InputRefused
from gen_plugin.diagnostics.nearest import nearest
from gen_plugin.model.interface import SourceFile
from gen_plugin.model.span import Span
from gen_plugin.source.location import Location, is_importable, locate


def read(path: str, location: Location | None = None) -> SourceFile:
    """Read a Python file: its text, decoded as Python itself would, and its import name.

    Args:
        path: As the user named it; it is kept so in every message.
        location: Where it stands, if an import led to it.

    Raises:
        InputRefused: With one diagnostic, when there is nothing to parse.
    """
    file = Path(path)
    data = _bytes_of(file, path)
    location = location or locate(file)
    if not is_importable(location.module):
        raise _refused(
            "GP418",
            f"{path} cannot be imported as {location.module!r}",
            "name the file, and the packages it is in, by plain ASCII identifiers: letters, digits "
            "and underscores, no Python keyword",
        )
    return SourceFile(path, location.module, location.in_package, decode(data, path))


def _bytes_of(file: Path, path: str) -> bytes:
    try:
        if not path or "\0" in path:
            raise _refused("GP411", f"there is no file {path!r}", "check the path")
        is_file = disk.is_file(file)
        if file.is_dir():
            raise _refused(
                "GP412", f"{path} is a directory", "name the .py file in it that holds the Protocol"
            )
        if not is_file and not file.exists():
            raise _refused("GP411", f"there is no file {path!r}", _meant(file))
        if file.suffix != ".py" or not is_file:
            raise _refused("GP414", f"{path} is not a .py file", "name a Python source file")
        return disk.read(file)
    except OSError as error:
        raise _refused(
            "GP413", f"{path} cannot be read: {error.strerror}", "check the file's permissions"
        ) from error


def _meant(file: Path) -> str:
    try:
        near = nearest(file.name, (each.name for each in sorted(file.parent.glob("*.py"))))
    except OSError:
        near = None
    return f"did you mean {file.with_name(near).as_posix()}?" if near else "check the path"


def decode(data: bytes, path: str) -> str:
    """The text of a Python file, as Python itself would read it, with plain line ends.

    Raises:
        InputRefused: With one diagnostic, at the first byte that is no text.
    """
    encoding = _encoding(data, path)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        raise _refused(
            "GP415",
            f"byte 0x{data[error.start : error.start + 1].hex()} is not valid {encoding}",
            "save the file as UTF-8, or name its encoding in the first line: # coding: latin-1",
            Span(path, line, column),
        ) from error
    except (LookupError, ValueError) as error:  # rot13 and its like, which are for no files
        raise _undecodable(path, f"{encoding} is no encoding for a source file") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _encoding(data: bytes, path: str) -> str:
    """The encoding by PEP 263: a byte order mark, a coding line, or UTF-8."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:
        raise _undecodable(path, error.msg) from error
    return encoding


def _undecodable(path: str, reason: str) -> InputRefused:
    message = f"the file cannot be decoded: {reason}"
    return _refused("GP415", message, "save it as UTF-8", Span(path, 1, 1))


def _refused(code: str, message: str, fix: str, span: Span | None = None) -> InputRefused:
    return InputRefused([Diagnostic(code, message, fix, span)])
