"""Where a plugin's raw output goes: whatever the user has that can be written to."""

from __future__ import annotations

import codecs
import io
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from gen_plugin_runtime.config.types import Writer


class Sink:
    """Hands bytes to a writer of bytes or of text. A writer that fails is told once and left alone.

    Args:
        writer: None: the bytes are dropped.
    """

    def __init__(self, writer: Writer | None) -> None:
        self._write = _discard if writer is None else _writing_to(writer)

    def write(self, data: bytes) -> None:
        """Pass on a piece of output."""
        try:
            self._write(data)
        except Exception:  # noqa: BLE001 - a user's writer must not stop the reading of the plugin's output
            self._write = _discard
            sys.excepthook(*sys.exc_info())


def _discard(data: bytes) -> None:
    """Nobody asked for it."""


def _writing_to(writer: Any) -> Callable[[bytes], None]:
    flush = getattr(writer, "flush", lambda: None)
    is_text = isinstance(writer, io.TextIOBase) or hasattr(writer, "encoding")
    decoder = codecs.getincrementaldecoder("utf-8")("replace") if is_text else None

    def write(data: bytes) -> None:
        writer.write(data if decoder is None else decoder.decode(data))
        flush()

    return write
