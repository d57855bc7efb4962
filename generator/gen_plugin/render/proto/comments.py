"""Texts as comments of a .proto file."""

from __future__ import annotations

from gen_plugin.every_python import visible


def commented(text: str, indent: int = 0) -> str:
    """`text` as ``//`` lines, each with its line end and `indent` spaces before it.

    Control characters, which could end the comment, are spelled out.
    """
    margin = " " * indent
    return "".join(f"{margin}// {line}".rstrip() + "\n" for line in visible(text).split("\n"))
