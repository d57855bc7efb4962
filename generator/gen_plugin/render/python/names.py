"""Names in a generated file: none is used twice, whatever the interface calls its own things."""

from __future__ import annotations

import keyword
from collections.abc import Iterable

from gen_plugin.every_python import BUILTINS

# Builtins may be shadowed, but generated code uses them under their names.
ALWAYS_TAKEN = frozenset(keyword.kwlist) | BUILTINS


class Names:
    """The names of one scope, given out so that each is used once."""

    def __init__(self, *taken: Iterable[str]) -> None:
        self._taken = set(ALWAYS_TAKEN).union(*taken)

    def all(self) -> frozenset[str]:
        """All names that are taken."""
        return frozenset(self._taken)

    def take(self, wanted: str) -> str:
        """`wanted`, with as many underscores behind it as make it new."""
        name = wanted
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name

    def beside(self, name: str, word: str) -> str:
        """A new name for what belongs to a name: ``in_bytes`` of ``in_``."""
        return self.take(f"{name.rstrip('_')}_{word}")
