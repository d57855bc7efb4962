"""How long Python lines are broken, and how texts become docstrings."""

from __future__ import annotations

from collections.abc import Sequence

LINE_LENGTH = 100


def bracketed(head: str, items: Sequence[str], tail: str, indent: int = 0) -> str:
    """``head + items + tail``, on one line if it fits, else an item a line.

    Args:
        head: Up to and with the opening bracket.
        items: What stands between commas.
        tail: From the closing bracket on.
        indent: How many spaces stand before `head`; the first line comes without them.
    """
    line = f"{head}{', '.join(items)}{tail}"
    if indent + len(line) <= LINE_LENGTH or not items:
        return line
    inner = "".join(f"{' ' * (indent + 4)}{item}{_comma(item)}\n" for item in items)
    return f"{head}\n{inner}{' ' * indent}{tail}"


def _comma(item: str) -> str:
    return "" if item == "/" else ","


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


def definition(
    name: str, parameters: Sequence[str], results: Sequence[str], indent: int = 0
) -> str:
    """The first line, or lines, of a function.

    Args:
        name: The function's name.
        parameters: With types and defaults.
        results: The types of what it returns: none, one, or a tuple of several.
        indent: How many spaces stand before it; the first line comes without them.
    """
    if len(results) < 2:
        result = results[0] if results else "None"
        return bracketed(f"def {name}(", parameters, f") -> {result}:", indent)
    whole = bracketed(f"def {name}(", parameters, f") -> tuple[{', '.join(results)}]:", indent)
    if all(len(line) <= LINE_LENGTH for line in whole.split("\n")):
        return whole
    return bracketed(f"def {name}({', '.join(parameters)}) -> tuple[", results, "]:", indent)


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
