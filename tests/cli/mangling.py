"""What may happen to the files of a user, as Hypothesis strategies: from texts to bytes."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from hypothesis import strategies as st

_TOKEN = re.compile(r"\w+|[^\w\s]|[ \t]+|\n")
_ODD = [
    *(
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ":",
        ",",
        ".",
        "=",
        "|",
        "->",
        "@",
        "*",
        "**",
        "...",
        "\\",
        ";",
    ),
    *(
        '"',
        "'",
        '"""',
        "f'{",
        "#",
        "\t",
        "\f",
        "\n",
        "    ",
        "\r",
        "\0",
        "\ufeff",
        "\u2028",
        "\u202e",
    ),
    *(
        "é",
        "名",
        "\U0001f600",
        "0",
        "-1",
        "1e999",
        "0x",
        "9" * 5000,
        "None",
        "self",
        "cls",
        "async",
    ),
    *("class", "def", "lambda", "yield", "await", "type", "match", "import", "from", "global"),
    *("Protocol", "Generic", "Annotated", "Literal", "Optional", "Union", "Callable", "Iterator"),
    *("ClassVar", "Self", "Any", "object", "pin", "field", "auto()", "T", "list[", "dict[", "= []"),
]
_NESTINGS: list[Callable[[int], str]] = [
    lambda n: "list[" * n + "int" + "]" * n,
    lambda n: "dict[str, " * n + "int" + "]" * n,
    lambda n: "(" * n + "int" + ")" * n,
    lambda n: " | ".join(f"list[{'str' if each % 2 else 'int'}]" for each in range(n)),
    lambda n: "int" + " | int" * n,
    lambda n: "a" + ".a" * n,
    lambda n: "'" + "Optional[" * n + "int" + "]" * n + "'",
    lambda n: "Annotated[" * n + "int" + ", 1]" * n,
    lambda n: "tuple[" + "int, " * n + "]",
    lambda n: "Literal[" + ", ".join(map(str, range(n))) + "]",
    lambda n: "int = " + "-" * n + "1",
    lambda n: "int = " + "not " * n + "1",
    lambda n: "int = " + "(" * n + ")" * n,
    lambda n: "int = " + "1 + " * n + "1",
    lambda n: "int = " + "lambda: " * n + "1",
    lambda n: "int = '" + "a" * n + "'",
    lambda n: "Callable[[" * n + "int" + "], int]" * n,
]


def _tokens(text: str, more: Sequence[str], dice: random.Random) -> str:
    """Some tokens gone, twice, in another's place, or from another text."""
    tokens = _TOKEN.findall(text)
    others = [*_ODD, *(each for text in more for each in _TOKEN.findall(text))]
    for _ in range(dice.randint(1, 6)):
        if not tokens:
            break
        at, other = dice.randrange(len(tokens)), dice.randrange(len(tokens))
        match dice.randrange(6):
            case 0:
                del tokens[at]
            case 1:
                tokens.insert(at, tokens[at])
            case 2:
                tokens[at], tokens[other] = tokens[other], tokens[at]
            case 3:
                tokens[at] = dice.choice(others)
            case 4:
                tokens.insert(at, dice.choice(others))
            case _:
                start, end = sorted((at, min(other, at + 20)))
                tokens[at:at] = tokens[start:end]
    return "".join(tokens)


def _lines(text: str, more: Sequence[str], dice: random.Random) -> str:
    """Some lines gone, twice, elsewhere, indented otherwise, or from another text."""
    lines = text.split("\n")
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(lines))
        match dice.randrange(7):
            case 0 if len(lines) > 1:
                del lines[at]
            case 1:
                lines.insert(dice.randrange(len(lines)), lines[at])
            case 2:
                other = dice.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                lines[at] = " " * dice.randrange(9) + lines[at].lstrip()
            case 4:
                lines[at] = "\t" + lines[at]
            case 5:
                lines[at : at + 2] = ["".join(lines[at : at + 2])]
            case _:
                lines.insert(at, dice.choice(dice.choice(more).split("\n")))
    return "\n".join(lines)


def _nesting(text: str, _: Sequence[str], dice: random.Random) -> str:
    """Something very deep or very long in the place of a word."""
    words = [*re.finditer(r"\w+", text)]
    if not words:
        return text
    found = dice.choice(words)
    deep = dice.choice(_NESTINGS)(dice.choice([3, 30, 120, 400, 3000]))
    return text[: found.start()] + deep + text[found.end() :]


def _characters(text: str, _: Sequence[str], dice: random.Random) -> str:
    """Some characters gone, or others in their places."""
    for _edit in range(dice.randint(1, 5)):
        at = dice.randint(0, len(text))
        text = text[:at] + dice.choice(["", chr(dice.randrange(0x300)), *_ODD]) + text[at + 1 :]
    return text


_WAYS = [_tokens, _tokens, _tokens, _lines, _lines, _characters, _nesting]


def _as_bytes(text: str, dice: random.Random) -> bytes:
    """The text as a file: mostly as it should be."""
    data = text.encode("utf-8", "surrogatepass")
    match dice.randrange(20):
        case 0:
            return data.replace(b"\n", b"\r\n")
        case 1:
            return data.replace(b"\n", b"\r")
        case 2:
            return b"\xef\xbb\xbf" + data
        case 3:
            return text.encode(dice.choice(["utf-16", "utf-32", "utf-7"]), "replace")
        case 4:
            coding = dice.choice(
                ["latin-1", "utf-8", "cp1252", "nonsense", "rot13", "utf-16", "idna"]
            )
            return f"# -*- coding: {coding} -*-\n".encode() + text.encode("latin-1", "replace")
        case 5:
            at = dice.randint(0, len(data))
            return data[:at] + dice.choice([b"\0", b"\xff", b"\xed\xa0\x80", b"\x1a"]) + data[at:]
        case 6:
            return data[: dice.randint(0, len(data))]
        case _:
            return data


@st.composite
def mangled(draw: st.DrawFn, texts: Sequence[str], chosen: st.SearchStrategy[str]) -> bytes:
    """A file that was one of the texts.

    Args:
        texts: Where parts may come from, too.
        chosen: What it was.
    """
    text = draw(chosen)
    dice = draw(st.randoms(use_true_random=False))
    for _ in range(dice.randint(1, 3)):
        text = dice.choice(_WAYS)(text, texts, dice)
    return _as_bytes(text, dice)
