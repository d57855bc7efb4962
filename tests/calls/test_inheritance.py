"""Protocols that inherit, across files: every inherited method is called as its own are."""

from __future__ import annotations

from pathlib import Path

from tests.codec.generated import load

from gen_plugin_runtime.testing import connect

BASES = """
from __future__ import annotations
from typing import Protocol, TypeVar

T = TypeVar("T")


class Repository(Protocol[T]):
    def get(self, key: str) -> T: ...

    def all(self, keys: list[str]) -> dict[str, T]: ...


class Closing(Protocol):
    def close(self) -> str: ...
"""

SOURCE = """
from __future__ import annotations
from dataclasses import dataclass
from typing import Protocol
from repository_bases import Closing, Repository


@dataclass
class User:
    name: str


class Users(Repository[User], Closing, Protocol):
    def count(self) -> int: ...
"""


def test_inherited_methods_are_called(tmp_path: Path) -> None:
    (tmp_path / "repository_bases.py").write_text(BASES)
    generated = load(SOURCE, tmp_path)
    user = generated.source.User

    class Users:
        def get(self, key: str) -> object:
            return user(key)

        def all(self, keys: list[str]) -> dict[str, object]:
            return {key: user(key) for key in keys}

        def close(self) -> str:
            return "closed"

        def count(self) -> int:
            return 1

    plugin = __import__(f"{generated.source.__name__}_plugin").UsersPlugin
    with connect(plugin(Users())) as client:
        assert client.get("Ada") == user("Ada")
        assert client.all(["Ada"]) == {"Ada": user("Ada")}
        assert client.close() == "closed"
        assert client.count() == 1
