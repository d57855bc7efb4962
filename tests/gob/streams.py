"""Messages that no writer of ours would write."""

from __future__ import annotations

from gen_plugin_runtime.netrpc.gob.numbers import sint, sized


def defined(type_id: int, definition: bytes) -> bytes:
    return sized(sint(-type_id) + definition)


def message(type_id: int, value: bytes) -> bytes:
    return sized(sint(type_id) + value)
