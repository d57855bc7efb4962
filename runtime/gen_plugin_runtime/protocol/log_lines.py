"""A plugin's standard error, line by line, as log records (go-plugin: `Client.logStderr`)."""

from __future__ import annotations

import json

from gen_plugin_runtime.frozen import Frozen
from gen_plugin_runtime.protocol.hclog import LEVELS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_PREFIXES = {f"[{level.upper()}]": level for level in LEVELS} | {"[ERR]": "error"}
_PANICS = ("panic: ", "fatal error: ")
_TRACEBACK = "Traceback (most recent call last):"


class LogRecord(Frozen):
    """One line's meaning.

    Attributes:
        level: One of `gen_plugin_runtime.protocol.hclog.LEVELS`.
        message: The text; the whole line where it is not hclog's JSON.
        module: The name of the plugin's logger, empty if it has none.
        timestamp: When the plugin wrote it, RFC 3339, empty if it did not say.
        fields: The other keys and values.
    """

    level: str
    message: str
    module: str
    timestamp: str
    fields: Mapping[str, object]
    __slots__ = ("level", "message", "module", "timestamp", "fields")

    def __init__(
        self,
        level: str,
        message: str,
        module: str = "",
        timestamp: str = "",
        fields: Mapping[str, object] | None = None,
    ) -> None:
        self._fill(
            level=level,
            message=message,
            module=module,
            timestamp=timestamp,
            fields={} if fields is None else fields,
        )


class LineSplitter:
    """Cuts bytes into lines, and lines longer than a limit into pieces.

    Args:
        limit: The longest line to keep in one piece, in bytes without its end.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._rest = b""
        self._continued = False

    def feed(self, data: bytes) -> list[tuple[bytes, bool]]:
        """The lines that `data` completes, without ends; with each, whether it is whole."""
        *complete, self._rest = (self._rest + data).split(b"\n")
        lines: list[tuple[bytes, bool]] = []
        for line in complete:
            lines += self._pieces(line.removesuffix(b"\r"))
            self._continued = False
        while len(self._rest) > self._limit:
            lines.append((self._rest[: self._limit], False))
            self._rest = self._rest[self._limit :]
            self._continued = True
        return lines

    def end(self) -> list[tuple[bytes, bool]]:
        """What was left without a newline when the stream ended."""
        lines = self._pieces(self._rest) if self._rest else []
        self._rest = b""
        return lines

    def _pieces(self, line: bytes) -> list[tuple[bytes, bool]]:
        if len(line) <= self._limit and not self._continued:
            return [(line, True)]
        starts = range(0, len(line), self._limit)
        return [(line[start : start + self._limit], False) for start in starts]


class LogReader:
    """Classifies a plugin's lines one after the other: a panic colours those that follow it.

    Beyond go-plugin, it takes ``[ERR]``, blanks before a prefix and any timestamp, and Python's
    tracebacks for errors. A line whose level, message or timestamp is not a string, of which a Go
    host dies, is plain text.
    """

    def __init__(self) -> None:
        self._panicked = False
        self._in_traceback = False

    def read(self, line: str) -> LogRecord:
        """The record of a whole line."""
        return _read_json(line) or LogRecord(self._level_of_text(line), line)

    def _level_of_text(self, line: str) -> str:
        word = line.lstrip()
        for prefix, level in _PREFIXES.items():
            if word.startswith(prefix):
                return level
        if self._in_traceback:
            # The exception's own line, the first one that is not indented, ends a traceback.
            self._in_traceback = line.startswith(" ")
            return "error"
        if line.startswith(_PANICS):
            self._panicked = True
        self._in_traceback = line == _TRACEBACK
        return "error" if self._panicked or self._in_traceback else "debug"


def _read_json(line: str) -> LogRecord | None:
    if not line.startswith("{"):
        return None
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    level, message, timestamp, module = (
        record.pop(key, "") for key in ("@level", "@message", "@timestamp", "@module")
    )
    if not all(isinstance(text, str) for text in (level, message, timestamp, module)):
        return None
    name = level.strip().lower()
    return LogRecord(name, message, module, timestamp, record) if name in LEVELS else None
