"""Letter cases, and which spellings protobuf and its code generators take for the same name."""

from __future__ import annotations

import re

_WORD_START = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z0-9])(?=[A-Z][a-z])")
_NOT_IN_IDENTIFIER = re.compile(r"[^A-Za-z0-9_]")


def snake(name: str) -> str:
    """``HTTP2Server`` and ``http2Server`` become ``http2_server``; ``Map2D`` becomes ``map2d``."""
    return _WORD_START.sub("_", name).lower().strip("_")


def upper_snake(name: str) -> str:
    """``DarkBlue`` becomes ``DARK_BLUE``."""
    return snake(name).upper()


def pascal(name: str) -> str:
    """``say_hello`` and ``sayHello`` become ``SayHello``; ``__`` becomes nothing."""
    return "".join(word[0].upper() + word[1:] for word in name.split("_") if word)


def alike(name: str) -> str:
    """What is left when case and underscores are ignored.

    Two fields of a message, or two values of an enum, for which this is the same are refused by
    protoc (their JSON names or their names without prefix are equal) or collide in another
    language's generated code.
    """
    return name.replace("_", "").lower()


def identifier(text: str) -> str:
    """Any text as an identifier: ``my-plugin`` becomes ``my_plugin``, ``é`` becomes ``u00e9``."""
    legal = _NOT_IN_IDENTIFIER.sub(_stand_in, text)
    return f"_{legal}" if not legal or legal[0].isdigit() else legal


def _stand_in(match: re.Match[str]) -> str:
    character = match.group()
    return "_" if character.isascii() else f"u{ord(character):04x}"
