"""`discover`: the plugins in a folder."""

from __future__ import annotations

import os
from glob import escape, glob


def discover(pattern: str, directory: str | os.PathLike[str] = ".") -> list[str]:
    """The absolute paths of the files in a directory that match a pattern, in alphabetical order.

    Args:
        pattern: As for `glob`, ``greeter-plugin-*``.
        directory: Where to look.
    """
    return sorted(glob(os.path.join(escape(os.path.abspath(directory)), pattern)))
