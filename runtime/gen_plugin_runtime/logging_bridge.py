"""Joins the standard `logging` to the host's log, for programs that themselves import it."""

from __future__ import annotations

import logging

from gen_plugin_runtime.hclog import describe, write_record

_STANDARD_ATTRIBUTES = frozenset(
    {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}
)


class HclogHandler(logging.Handler):
    """Writes records as hclog's JSON lines on the real standard error.

    The logger's name becomes the module, ``extra`` the keys and values, an exception ``error`` and
    ``stacktrace``.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        try:
            message = self.format_message(record)
            write_record(
                level_name(record.levelno), message, record.name, _fields(record), record.created
            )
        except Exception:  # noqa: BLE001 - logging's own rule: a record that cannot be formatted goes to handleError
            self.handleError(record)

    def format_message(self, record: logging.LogRecord) -> str:
        """The message alone, or what a formatter that was set makes of it."""
        return record.getMessage() if self.formatter is None else self.formatter.format(record)


def join_logging(level: int = logging.DEBUG) -> None:
    """Send what the program logs through `logging` to the host's log.

    `serve` does this by itself if the program has imported `logging` and set up no handler.

    Args:
        level: The least level to send. The host filters anyway.
    """
    root = logging.getLogger()
    root.addHandler(HclogHandler())
    root.setLevel(level)


def level_name(level: int) -> str:
    """The name in hclog of one of `logging`'s numbers: CRITICAL is ``error``, WARNING ``warn``."""
    for bound, name in ((40, "error"), (30, "warn"), (20, "info"), (10, "debug")):
        if level >= bound:
            return name
    return "trace"


def _fields(record: logging.LogRecord) -> dict[str, object]:
    fields = {k: v for k, v in vars(record).items() if k not in _STANDARD_ATTRIBUTES}
    if record.exc_info and record.exc_info[1] is not None:
        fields = {**describe(record.exc_info[1]), **fields}
    if record.stack_info:
        fields.setdefault("stacktrace", record.stack_info)
    return fields
