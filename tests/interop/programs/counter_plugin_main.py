"""The example's counter with options of `serve`: ``... [network=tcp] [tls=FOLDER]``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "examples" / "counter"))

from tests.tls.folders import own_tls


class MemoryCounter:
    """Numbers by key."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def put(self, key: str, value: int, helper: Any) -> None:
        """Add `value` to what is kept under `key`, with the host's help."""
        self._numbers[key] = helper.add(self._numbers.get(key, 0), value)

    def get(self, key: str) -> int:
        """The number kept under `key`."""
        return self._numbers[key]


def options() -> dict[str, Any]:
    """The arguments of the command line."""
    given = dict(word.split("=", 1) for word in sys.argv[1:])
    folder = given.pop("tls", None)
    if folder is None:
        return given
    return {**given, "tls_provider": lambda: own_tls(folder)}


if __name__ == "__main__":
    __import__("counter_plugin").serve(MemoryCounter(), **options())
