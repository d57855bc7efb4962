"""The plugin of `labels.py`: fill in the methods, and let a host start it."""

import os
from datetime import timedelta

from gen_plugin_runtime import Omitted, get_logger

from labels import WIDTH
from labels_plugin import serve

logger = get_logger("labels")


class MyLabels:
    """Implements `Labels`."""

    def put(self, name: str, tags: list[str] = [], notes: dict[str, str] = {}) -> None:
        raise NotImplementedError

    def path(self, name: str, sep: str = os.sep, *, depth: int | None = 1 + 1) -> str:
        raise NotImplementedError

    def print(
        self, name: str, *, pause: timedelta = timedelta(seconds=1), width: int = max(WIDTH, 8)
    ) -> None:
        raise NotImplementedError

    def search(self, *, letters: str | Omitted = Omitted.OMITTED) -> None:
        raise NotImplementedError

    def read(
        self, name: str, size: int | Omitted = Omitted.OMITTED, /, *, raw: bool = False
    ) -> bytes:
        raise NotImplementedError


if __name__ == "__main__":
    serve(MyLabels())
