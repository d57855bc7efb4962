"""What somebody may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that is spelled most like `name`, or None if none is like it."""
    found = difflib.get_close_matches(name, list(dict.fromkeys(candidates)), n=1)
    return found[0] if found else None
