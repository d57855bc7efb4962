"""Paths as text, as `os.fspath` gives it, without any change of separators."""

from __future__ import annotations

from os import PathLike, fspath
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from gen_plugin_runtime.errors import EncodeError

__all__ = [
    "path_from_text",
    "path_like_from_text",
    "path_like_to_text",
    "path_to_text",
    "pure_path_from_text",
    "pure_path_to_text",
    "pure_posix_path_from_text",
    "pure_posix_path_to_text",
    "pure_windows_path_from_text",
    "pure_windows_path_to_text",
]

path_from_text = Path
path_like_from_text = Path
pure_path_from_text = PurePath
pure_posix_path_from_text = PurePosixPath
pure_windows_path_from_text = PureWindowsPath

_OWN_FLAVOUR = type(PurePath())


def path_to_text(value: Path) -> str:
    """The text of a Path."""
    if not isinstance(value, Path):
        raise EncodeError("is not a Path")
    return _text(value)


def path_like_to_text(value: PathLike[str]) -> str:
    """The text of any object with ``__fspath__``."""
    if not isinstance(value, PathLike):
        raise EncodeError("is not an os.PathLike")
    return _text(value)


def pure_path_to_text(value: PurePath) -> str:
    """The text of a path of this system's flavour; another one's would not arrive as what it is."""
    if not isinstance(value, PurePath):
        raise EncodeError("is not a PurePath")
    if not isinstance(value, _OWN_FLAVOUR):
        raise EncodeError(f"is not a path of this system: declare it as {type(value).__name__}")
    return _text(value)


def pure_posix_path_to_text(value: PurePosixPath) -> str:
    """The text of a PurePosixPath."""
    if not isinstance(value, PurePosixPath):
        raise EncodeError("is not a PurePosixPath")
    return _text(value)


def pure_windows_path_to_text(value: PureWindowsPath) -> str:
    """The text of a PureWindowsPath."""
    if not isinstance(value, PureWindowsPath):
        raise EncodeError("is not a PureWindowsPath")
    return _text(value)


def _text(value: PathLike[str]) -> str:
    text = fspath(value)
    if not isinstance(text, str):
        raise EncodeError("is a path of bytes: declare it as bytes")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise EncodeError(
                "holds bytes that are no UTF-8: declare it as bytes and send os.fsencode(path)"
            ) from None
    return text
