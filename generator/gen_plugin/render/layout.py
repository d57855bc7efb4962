"""How texts become docstrings, and values literals."""

from __future__ import annotations

from collections.abc import Sequence

from gen_plugin import every_python


def docstring(text: str, indent: int = 0) -> str:
    """A docstring literal with the given text, whatever characters it has.

    Args:
        text: Without the margin of its source.
        indent: How many spaces stand before it; the first line comes without them.
    """
    ends_with_quote = text.endswith('"')
    spelled = every_python.visible(text.removesuffix('"').replace("\\", "\\\\"))
    body = spelled.replace('"""', r"\"\"\"")
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
    text = every_python.literal(value)
    if not isinstance(value, str | bytes) or '"' in text:
        return text
    quote = text.index("'")
    return f'{text[:quote]}"{text[quote + 1 : -1]}"'
