"""Texts as comments of a .proto file."""

from __future__ import annotations


def commented(text: str, indent: int = 0) -> str:
    """`text` as ``//`` lines, each with its line end and `indent` spaces before it."""
    margin = " " * indent
    return "".join(f"{margin}// {line}".rstrip() + "\n" for line in _visible(text).split("\n"))


def _visible(text: str) -> str:
    """Control characters, which could end the comment, are spelled out."""
    return "".join(
        character
        if character == "\n" or character.isprintable()
        else character.encode("unicode_escape").decode("ascii")
        for character in text
    )
