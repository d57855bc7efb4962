"""What somebody may have meant."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, candidates: Iterable[str], likeness: float = 0.6) -> str | None:
    """The candidate that is spelled most like `name`, or None if none is like it.

    One that differs in capital letters alone is the one.

    Args:
        name: What was written.
        candidates: What may be meant.
        likeness: From 0 to 1, how like they have to be at least.
    """
    import difflib  # which those who misspell nothing do without

    meant = list(dict.fromkeys(candidates))
    folded = [each for each in meant if each.casefold() == name.casefold()]
    found = difflib.get_close_matches(name, folded or meant, 1, 0 if folded else likeness)
    return found[0] if found else None
