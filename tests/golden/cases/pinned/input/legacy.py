"""A contract that existed before this file did."""

from dataclasses import dataclass
from typing import Annotated, Protocol

from gen_plugin_runtime import pin


@pin.message("Account")
@dataclass
class User:
    name: Annotated[str, pin.field(3, name="login")]
    age: Annotated[int, pin.field(7)]


class Directory(Protocol):
    """Finds people."""

    @pin.method("LookUp", request="Query", response="Answer")
    def find(self, name: Annotated[str, pin.field(2, name="q")]) -> Annotated[User | None, pin.field(4, name="hit")]: ...

    def forget(self, name: str) -> None: ...
