"""A record's fields as text behind its message, in the manner of hclog's plain form."""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from gen_plugin_runtime.protocol.log_lines import LogRecord

_STACKTRACE = "stacktrace"


def format_text(record: LogRecord) -> str:
    """``module: message: key=value``; a stack trace follows on lines of its own."""
    text = ": ".join(filter(None, (record.module, record.message)))
    pairs = _pairs({k: v for k, v in record.fields.items() if k != _STACKTRACE})
    if pairs:
        text = f"{text}: {pairs}"
    trace = record.fields.get(_STACKTRACE)
    return text if trace is None else f"{text}\n{trace}".rstrip("\n")


def _pairs(fields: Mapping[str, object]) -> str:
    return " ".join(f"{key}={_value(value)}" for key, value in fields.items())


def _value(value: object) -> str:
    if isinstance(value, str) and value and all("-" <= character <= "~" for character in value):
        return value
    return json.dumps(value, ensure_ascii=False)
