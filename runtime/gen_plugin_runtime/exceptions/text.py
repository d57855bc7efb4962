"""Texts that must not be too long."""

from __future__ import annotations


def cut(text: str, size: int) -> str:
    """`text` with at most `size` bytes of UTF-8."""
    if len(text) <= size // 4:
        return text
    raw = text[: size + 1].encode("utf-8", "replace")
    if len(raw) <= size:
        return text
    return raw[: max(0, size - 4)].decode("utf-8", "ignore") + " ..."
