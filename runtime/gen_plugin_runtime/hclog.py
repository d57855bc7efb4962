"""The logger for plugins: each record is a line of JSON on the real standard error, the host's log.

It is go-hclog's logger in Python's spelling. A host of go-plugin, in Go or in Python, logs the
lines at their level, with their keys and values.
"""

from __future__ import annotations

import os
import sys
import threading
import time

from gen_plugin_runtime.errors import ConfigError
from gen_plugin_runtime.protocol.hclog import LEVELS, format_record, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_STDERR = 2
_writing = threading.RLock()  # a signal handler may log while its thread is logging


def _renew_lock() -> None:
    """In a forked child: another thread of the parent may have held the lock."""
    global _writing  # noqa: PLW0603 - one lock for one descriptor
    _writing = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)


def get_logger(name: str = "", *, level: str = "trace") -> Logger:
    """A logger that writes to the host's log.

    Args:
        name: Stands in each record as its module; parts are joined by dots.
        level: The least level that is written: ``trace``, ``debug``, ``info``, ``warn`` or
            ``error``. By default everything is, and the host decides what to keep.

    Raises:
        ConfigError: If there is no such level.
    """
    if level not in LEVELS:
        raise ConfigError(f"there is no log level {level!r}: choose one of {', '.join(LEVELS)}")
    return Logger(name, LEVELS.index(level), {})


class Logger:
    """Writes records with a name and fields of its own. Made by `get_logger`; safe to share."""

    __slots__ = ("_fields", "_least", "name")

    def __init__(self, name: str, least: int, fields: Mapping[str, object]) -> None:
        self.name = name
        self._least = least
        self._fields = fields

    def named(self, name: str) -> Logger:
        """A logger for a part of this one: ``store`` named ``cache`` is ``store.cache``."""
        return Logger(f"{self.name}.{name}" if self.name else name, self._least, self._fields)

    def with_(self, **fields: object) -> Logger:
        """A logger whose records all have these fields."""
        return Logger(self.name, self._least, {**self._fields, **fields})

    def trace(self, message: str, /, **fields: object) -> None:
        """Finer than debugging needs."""
        self._log(0, message, fields)

    def debug(self, message: str, /, **fields: object) -> None:
        """For who looks for a fault."""
        self._log(1, message, fields)

    def info(self, message: str, /, **fields: object) -> None:
        """For who wants to know what happens."""
        self._log(2, message, fields)

    def warn(self, message: str, /, **fields: object) -> None:
        """Something that may lead to an error."""
        self._log(3, message, fields)

    warning = warn

    def error(self, message: str, /, **fields: object) -> None:
        """Something that failed."""
        self._log(4, message, fields)

    def exception(self, message: str, /, **fields: object) -> None:
        """An error, with the text and traceback of the exception being handled."""
        error = sys.exc_info()[1]
        self._log(4, message, fields if error is None else {**describe(error), **fields})

    def _log(self, level: int, message: str, fields: Mapping[str, object]) -> None:
        if level >= self._least:
            merged = {**self._fields, **fields} if self._fields else fields
            write_record(LEVELS[level], str(message), self.name, merged)


def write_record(
    level: str, message: str, module: str, fields: Mapping[str, object], when: float | None = None
) -> None:
    """Write one record to descriptor 2.

    A host that has gone must not cost the plugin an exception: errors of writing are dropped.

    Args:
        level: One of `LEVELS`.
        message: What happened.
        module: The logger's name.
        fields: Further keys and values.
        when: Seconds since the epoch, now by default.
    """
    line = format_record(level, message, time.time() if when is None else when, module, fields)
    try:
        with _writing:
            while line:
                line = line[os.write(_STDERR, line) :]
    except OSError:
        return


def describe(error: BaseException) -> dict[str, object]:
    """The fields for an exception: hclog has no form for one."""
    import traceback

    trace = "".join(traceback.format_exception(error))
    return {"error": summarize(error), "stacktrace": trace}


def summarize(error: BaseException) -> str:
    """An exception's class and text on one line, whatever its own `__str__` does."""
    name, text = type(error).__name__, text_of(error)
    return name if text == name else f"{name}: {text}"
