"""Defaults that the plugin's side has: what is empty, and what is computed."""

import os
import string as texts
from datetime import timedelta
from typing import Protocol

WIDTH = int(texts.digits[3])


class Labels(Protocol):
    def put(self, name: str, tags: list[str] = [], notes: dict[str, str] = {}) -> None: ...

    def path(self, name: str, sep: str = os.sep, *, depth: int | None = 1 + 1) -> str: ...

    def print(
        self, name: str, *, pause: timedelta = timedelta(seconds=1), width: int = max(WIDTH, 8)
    ) -> None: ...

    def search(self, *, letters: str = texts.ascii_letters) -> None: ...

    def read(self, name: str, size: int = ..., /, *, raw: bool = False) -> bytes: ...
