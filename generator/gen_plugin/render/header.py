"""The first line of a generated file: whose it is, and whether anybody has edited it since."""

from __future__ import annotations

import re
from hashlib import sha256

from gen_plugin.project import GENERATED

_HEADER = re.compile(rf"(?:#|//) {GENERATED}(.*)\. DO NOT EDIT\. sha256:([0-9a-f]{{64}})")


def with_header(text: str, source: str, comment: str = "#") -> str:
    """`text` below a first line that says where it comes from and holds the hash of `text`.

    Args:
        text: The rest of the file.
        source: The interface file's base name.
        comment: What begins a comment: ``#`` or ``//``.
    """
    return f"{comment} {GENERATED}{source}. DO NOT EDIT. sha256:{_hash(text)}\n{text}"


def is_pristine(text: str) -> bool:
    """Whether a file has the header, and below it just what was generated. Line ends may differ."""
    first, _, rest = _normalised(text).partition("\n")
    header = _HEADER.fullmatch(first)
    return header is not None and header.group(2) == _hash(rest)


def source_of(text: str) -> str | None:
    """The base name of the interface file from which it was generated; None if it was not."""
    header = _HEADER.fullmatch(_normalised(text).partition("\n")[0])
    return header.group(1) if header else None


def without_header(text: str) -> str:
    """What stands below the header, if there is one."""
    first, _, rest = _normalised(text).partition("\n")
    return rest if _HEADER.fullmatch(first) else _normalised(text)


def _hash(text: str) -> str:
    return sha256(_normalised(text).encode("utf-8", "surrogatepass")).hexdigest()


def _normalised(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
