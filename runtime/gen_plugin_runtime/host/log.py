"""A plugin's standard error in the host's `logging` (go-plugin: `Client.logStderr`)."""

from __future__ import annotations

import logging
import os
import threading
from collections import deque

from gen_plugin_runtime.protocol.log_lines import LineSplitter, LogReader, LogRecord
from gen_plugin_runtime.protocol.log_text import format_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.host.sinks import Sink

TRACE = 5
"""The number in `logging` of the level that it lacks."""

_KEPT_LINES = 40
_LONGEST_KEPT_LINE = 1000
_LEVELS = {
    "trace": TRACE,
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warn": logging.WARNING,
    "error": logging.ERROR,
}


def plugin_logger(parent: logging.Logger | None, program: str) -> logging.Logger:
    """The logger for one plugin: a child of the host's, named after the program's file."""
    if logging.getLevelName(TRACE) == f"Level {TRACE}":
        logging.addLevelName(TRACE, "TRACE")
    return (parent or logging.getLogger("plugin")).getChild(os.path.basename(program))


class PluginLog:
    """Takes a plugin's standard error, logs each line at its level and remembers the last ones.

    A record has the plugin's keys and values in its text, and as attributes `plugin_module`,
    `plugin_fields` and `plugin_timestamp`.

    Args:
        logger: Gets the records.
        copy: Gets the raw bytes.
        longest_line: In bytes; longer lines are logged in pieces, at debug level.
    """

    def __init__(self, logger: logging.Logger, copy: Sink, longest_line: int) -> None:
        self._logger = logger
        self._copy = copy
        self._splitter = LineSplitter(longest_line)
        self._reader = LogReader()
        self._last: deque[str] = deque(maxlen=_KEPT_LINES)
        self._lock = threading.Lock()

    def feed(self, data: bytes) -> None:
        """Take the next bytes."""
        self._copy.write(data)
        self._log(self._splitter.feed(data))

    def end(self) -> None:
        """There is no more: log what had no newline."""
        self._log(self._splitter.end())

    def note(self, level: str, message: str) -> None:
        """Log what this side has to say about the plugin."""
        self._logger.log(_LEVELS[level], message)

    def last_lines(self) -> tuple[str, ...]:
        """The newest lines, oldest first, as they read in the log."""
        with self._lock:
            return tuple(self._last)

    def _log(self, lines: list[tuple[bytes, bool]]) -> None:
        for raw, whole in lines:
            line = raw.decode("utf-8", "replace")
            self._log_record(self._reader.read(line) if whole else LogRecord("debug", line))

    def _log_record(self, record: LogRecord) -> None:
        # JSON can have lone surrogates, which no log file could take.
        text = format_text(record).encode("utf-8", "backslashreplace").decode()
        with self._lock:
            self._last.extend(_shortened(line) for line in text.split("\n")[-_KEPT_LINES:])
        extra = {
            "plugin_module": record.module,
            "plugin_fields": record.fields,
            "plugin_timestamp": record.timestamp,
        }
        self._logger.log(_LEVELS[record.level], text, extra=extra)


def _shortened(line: str) -> str:
    return line if len(line) <= _LONGEST_KEPT_LINE else line[:_LONGEST_KEPT_LINE] + "..."
