from typing import Protocol


class KV(Protocol):
    """A store of values by key."""

    def put(self, key: str, value: bytes) -> None: ...

    def get(self, key: str) -> bytes: ...

    def count(self, prefix: str, at_most: int) -> int: ...
