"""A plugin behind a `multiprocessing` manager, which starts the process and imports this module."""

from __future__ import annotations

from collections.abc import Iterator
from multiprocessing.managers import SyncManager


class Echo:
    def greet(self, name: str) -> str:
        return f"hello, {name}"

    def echo(self, data: bytes) -> bytes:
        return data

    def greetings(self, count: int) -> Iterator[str]:
        for index in range(count):
            yield f"hello, {index}"


class EchoManager(SyncManager):
    pass


EchoManager.register("Echo", Echo, method_to_typeid={"greetings": "Iterator"})
