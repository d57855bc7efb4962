"""Defaults that the plugin's side has: what is empty, and what is computed."""

import os
from typing import Protocol


class Labels(Protocol):
    def put(self, name: str, tags: list[str] = [], notes: dict[str, str] = {}) -> None: ...

    def path(self, name: str, sep: str = os.sep, *, depth: int | None = 1 + 1) -> str: ...

    def read(self, name: str, size: int = ..., /, *, raw: bool = False) -> bytes: ...
