"""Python's own exceptions that cross a connection as themselves."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_KINDS: tuple[type[Exception], ...] = (
    Exception,
    ArithmeticError,
    FloatingPointError,
    OverflowError,
    ZeroDivisionError,
    AssertionError,
    AttributeError,
    BufferError,
    EOFError,
    ImportError,
    ModuleNotFoundError,
    LookupError,
    IndexError,
    KeyError,
    MemoryError,
    NameError,
    UnboundLocalError,
    OSError,
    BlockingIOError,
    ChildProcessError,
    ConnectionError,
    BrokenPipeError,
    ConnectionAbortedError,
    ConnectionRefusedError,
    ConnectionResetError,
    FileExistsError,
    FileNotFoundError,
    InterruptedError,
    IsADirectoryError,
    NotADirectoryError,
    PermissionError,
    ProcessLookupError,
    TimeoutError,
    ReferenceError,
    RuntimeError,
    NotImplementedError,
    RecursionError,
    SyntaxError,
    IndentationError,
    TabError,
    SystemError,
    TypeError,
    ValueError,
    UnicodeError,
    UnicodeDecodeError,
    UnicodeEncodeError,
    UnicodeTranslateError,
    Warning,
    BytesWarning,
    DeprecationWarning,
    EncodingWarning,
    FutureWarning,
    ImportWarning,
    PendingDeprecationWarning,
    ResourceWarning,
    RuntimeWarning,
    SyntaxWarning,
    UnicodeWarning,
    UserWarning,
)

BUILTINS: Mapping[str, type[Exception]] = {kind.__name__: kind for kind in _KINDS}
"""By name. Groups are rebuilt from their members. What steers loops and programs (StopIteration,
StopAsyncIteration, GeneratorExit, KeyboardInterrupt, SystemExit) would do so on the other side,
where nobody asked for it, and arrives as a `PluginError`."""

_OF_KIND: tuple[tuple[type[Exception], tuple[str, ...]], ...] = (
    (OSError, ("errno", "strerror", "filename", "filename2", "characters_written")),
    # Without `name_from`: to suggest a name, `traceback` imports the module that it names.
    (ImportError, ("name", "path")),
    (AttributeError, ("name",)),
    (NameError, ("name",)),
)


_FARTHEST = 1 << 20
"""The last line or column of a SyntaxError: `traceback` prints a mark for each column."""


def attributes_of(kind: type[BaseException]) -> tuple[str, ...]:
    """What an exception of Python's own has beside its args."""
    for base, names in _OF_KIND:
        if issubclass(kind, base):
            return names
    return ()


def make(kind: type[Exception], args: tuple[object, ...], text: str) -> Exception:
    """An exception of Python's own.

    Where `kind` does not take such args, as a UnicodeDecodeError whose bytes were too long to be
    sent, it is the closest base class that takes a text.
    """
    error = _try(kind, args)
    if error is not None and _is_sound(error):
        return error
    bases = [base for base in kind.__mro__[1:] if base in _KINDS]
    return next(error for base in bases if (error := _try(base, (text,))) is not None)


def _try(kind: type, args: tuple[object, ...]) -> Exception | None:
    try:
        error: Exception = kind(*args)
    except (TypeError, ValueError, LookupError, OverflowError):
        return None
    return error


def _is_sound(error: Exception) -> bool:
    """Whether it can be shown: Python trusts the positions of a UnicodeError or a SyntaxError."""
    if isinstance(error, UnicodeDecodeError | UnicodeEncodeError | UnicodeTranslateError):
        return 0 <= error.start <= error.end <= len(error.object)
    if isinstance(error, SyntaxError):
        return all(_is_text(each) for each in (error.filename, error.text)) and all(
            _is_position(each)
            for each in (error.lineno, error.offset, error.end_lineno, error.end_offset)
        )
    return True


def _is_text(value: object) -> bool:
    return value is None or isinstance(value, str)


def _is_position(value: object) -> bool:
    return value is None or (isinstance(value, int) and -1 <= value <= _FARTHEST)
