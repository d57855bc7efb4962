"""Empty containers as defaults: nothing on the wire."""

from typing import Protocol


class Labels(Protocol):
    def put(self, name: str, tags: list[str] = [], notes: dict[str, str] = {}) -> None: ...
