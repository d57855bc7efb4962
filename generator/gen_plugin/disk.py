"""What a run asks of the disk, and how to tell later that it would be told the same again.

Every question that decides about a run's output goes through this module: which file a name leads
to, what is in it, and which files are not there.
"""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import TypeAlias

Question: TypeAlias = "tuple[str, str]"
"""What is asked, a key of `_ANSWERS`, and an absolute path."""
Answers: TypeAlias = "dict[Question, str]"
State: TypeAlias = "str | tuple[int, ...]"

_given: ContextVar[Answers | None] = ContextVar("given", default=None)


@contextmanager
def remembering() -> Iterator[Answers]:
    """Collect all that is asked in a `with` block, with the answers; for a block around it, too."""
    around = _given.get()
    answers: Answers = {}
    token = _given.set(answers)
    try:
        yield answers
    finally:
        _given.reset(token)
        if around is not None:
            around.update(answers)


def still_true(answers: Mapping[Question, str]) -> bool:
    """Whether the disk would give the same answers now."""
    return all(
        kind in _ANSWERS and _ANSWERS[kind](path) == answer
        for (kind, path), answer in answers.items()
    )


def states(answers: Iterable[Question]) -> list[State]:
    """What can be seen of the answers without reading: where it is the same, so are they."""
    return [_state(kind, path) for kind, path in answers]


def is_file(path: Path) -> bool:
    """Whether there is such a file."""
    return _ask("file", path) == "yes"


def holds_python(folder: Path) -> bool:
    """Whether it is a folder with a Python file in it."""
    return _ask("python", folder) == "yes"


def matching(folder: Path, pattern: str) -> list[Path]:
    """The files below a folder whose paths match a pattern of `Path.glob`, in order.

    Raises:
        ValueError: It is no pattern.
        NotImplementedError: It does not start from the folder.
    """
    found = _matching(folder, pattern)
    question = ("matching", f"{os.path.abspath(folder)}\0{pattern}")
    _give(question, _listed(found, folder))
    return found


def read(path: Path) -> bytes:
    """A file's content.

    Raises:
        OSError: It cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        _note("content", path, _unread(error))
        raise
    _note("content", path, fingerprint(data))
    return data


def written(files: Mapping[Path, bytes], removed: Iterable[Path]) -> Answers:
    """What the disk answers of files once they have been written, and of others once removed."""
    contents = {("content", os.path.abspath(path)): fingerprint(files[path]) for path in files}
    gone = f"error {errno.ENOENT}"
    return contents | {("content", os.path.abspath(path)): gone for path in removed}


def fingerprint(data: bytes) -> str:
    """Content in short."""
    return sha256(data).hexdigest()


def _ask(kind: str, path: Path) -> str:
    answer = _ANSWERS[kind](os.path.abspath(path))
    _note(kind, path, answer)
    return answer


def _note(kind: str, path: Path, answer: str) -> None:
    _give((kind, os.path.abspath(path)), answer)


def _give(question: Question, answer: str) -> None:
    answers = _given.get()
    if answers is not None:
        answers[question] = answer


def _file(path: str) -> str:
    return "yes" if os.path.isfile(path) else "no"


def _python(path: str) -> str:
    try:
        names = os.listdir(path)
    except OSError:
        return "no"
    return "yes" if any(name.endswith(".py") for name in names) else "no"


def _content(path: str) -> str:
    try:
        with open(path, "rb") as file:
            return fingerprint(file.read())
    except OSError as error:
        return _unread(error)


def _unread(error: OSError) -> str:
    return f"error {error.errno}"


def _matching(folder: Path, pattern: str) -> list[Path]:
    return sorted(path for path in folder.glob(pattern) if path.is_file())


def _listed(paths: Iterable[Path], folder: Path) -> str:
    names = (str(path.relative_to(folder)) for path in paths)
    return fingerprint("\0".join(names).encode(errors="surrogateescape"))


def _matches(place: str) -> str:
    folder, _, pattern = place.partition("\0")
    return _listed(_matching(Path(folder), pattern), Path(folder))


def _state(kind: str, path: str) -> State:
    if kind == "matching":
        return _matches(path)
    try:
        status = os.stat(path)
    except OSError as error:
        return _unread(error)
    return (
        status.st_mtime_ns,
        status.st_ctime_ns,
        status.st_size,
        status.st_ino,
        status.st_dev,
        status.st_mode,
    )


_ANSWERS: dict[str, Callable[[str], str]] = {
    "content": _content,
    "file": _file,
    "matching": _matches,
    "python": _python,
}
