"""How texts become docstrings, and values literals."""

from __future__ import annotations

from collections.abc import Sequence


def docstring(text: str, indent: int = 0) -> str:
    """A docstring literal with the given text, whatever characters it has.

    Args:
        text: Cleaned, as `inspect.cleandoc` does.
        indent: How many spaces stand before it; the first line comes without them.
    """
    ends_with_quote = text.endswith('"')
    body = "".join(map(_escaped, text.removesuffix('"'))).replace('"""', r"\"\"\"")
    lines = (body + (r"\"" if ends_with_quote else "")).split("\n")
    if len(lines) > 1:
        lines.append("")
    margin = " " * indent
    last = len(lines) - 1
    padded = [
        f"{margin}{line}" if number and (line or number == last) else line
        for number, line in enumerate(lines)
    ]
    return '"""' + "\n".join(padded) + '"""'


def broken(head: str, items: Sequence[str], tail: str) -> str:
    """``head + items + tail`` with an item a line, however short."""
    return f"{head}\n" + "".join(f"    {item},\n" for item in items) + tail


def literal(value: str | bytes | float | bool | None) -> str:  # noqa: FBT001 - a value, no switch
    """A value as Python writes it, in double quotes where that needs no escapes."""
    text = repr(value)
    if not isinstance(value, str | bytes) or '"' in text:
        return text
    quote = text.index("'")
    return f'{text[:quote]}"{text[quote + 1 : -1]}"'


def _escaped(character: str) -> str:
    """A backslash is doubled; what a reader could not see, or Python would not read, is spelled."""
    if character == "\n" or (character.isprintable() and character != "\\"):
        return character
    return character.encode("unicode_escape").decode("ascii")
