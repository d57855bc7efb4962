"""An interface without faults, and what can be done to it that is one fault each.

Each breakage replaces texts that the files have once, and marks in the new ones what is said and
where: ``«GP101 key»`` is a fault at `key`, ``«GP508»`` one without a place. All go together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

FILES = {
    "pyproject.toml": """\
[tool.gen-plugin.sources."store.py".protocols.Store.methods]
get = { name = "Get" }
[tool.gen-plugin.sources."store.py".protocols.Watcher]
service = "Watcher"
""",
    "names.py": "from typing import NewType\n\nUserId = NewType('UserId', int)\n",
    "models.py": """\
from dataclasses import dataclass

@dataclass(frozen=True)
class Person:
    name: str
    age: int = 0

@dataclass
class Team:
    members: list[Person]
    lead: Person | None = None
""",
    "store.py": """\
from __future__ import annotations

import enum
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, Literal, Protocol, TypedDict, TypeVar, Unpack, overload

import models
from gen_plugin_runtime import pin, raises
from names import UserId

T = TypeVar("T")

class Color(enum.Enum):
    RED = 1
    BLUE = 2

class Size(enum.IntEnum):
    SMALL = 0

class Failure(Exception):
    def __init__(self, reason: str) -> None:
        self.reason = reason

@dataclass(frozen=True)
class Point:
    x: Annotated[int, pin.field(1)]
    y: Annotated[int, pin.field(2)]
    label: str = ""

@dataclass
class Node:
    below: list[Node] = field(default_factory=list)
    up: Node | None = None

@dataclass
class Leaf:
    node: Node
    names: list[str] = field(default_factory=list)

@dataclass
class Page(Generic[T]):
    items: list[T]
    total: int

class Options(TypedDict, total=False):
    limit: int
    order: Literal["up", "down"]

class Watcher(Protocol):
    def changed(self, key: str, at: Point) -> None: ...
    def ended(self) -> None: ...

class Base(Protocol):
    def close(self, force: bool = False) -> None: ...

class Closing(Base, Protocol):
    def close(self, force: bool = False) -> None: ...
    def open(self, path: str) -> Leaf: ...
    def reopen(self, path: str) -> list[Leaf]: ...

class Tasks(Protocol):
    async def run(self, name: str) -> AsyncIterator[bytes]: ...
    async def feed(self, items: AsyncIterator[int]) -> int: ...
    @property
    def busy(self) -> bool: ...
    def leaves(self) -> list[Leaf]: ...

class Colors(Protocol):
    def paint(self, color: Color = Color.RED) -> Color: ...
    def measure(self, size: Size) -> float: ...
    def mix(self, *colors: Color, **shares: float) -> dict[Color, float]: ...

class Store(Protocol):
    def get(self, key: str) -> str | None: ...
    def put(self, key: str, value: bytes = b"") -> None: ...
    def find(self, text: str, **options: Unpack[Options]) -> Page[Point]: ...
    def team(self, name: str, least: int = 1) -> models.Team: ...
    def watch(self, watcher: Watcher, on_end: Callable[[str], None]) -> None: ...
    def points(self, near: set[Point], limit: int = 10) -> Iterator[Point]: ...
    def upload(self, chunks: Iterator[bytes]) -> int: ...
    @raises(Failure)
    def user(self, id: UserId, at: tuple[int, str]) -> models.Person: ...
    @pin.method("Sum")
    def total(self, a: Annotated[int, pin.field(1)], b: Annotated[int, pin.field(2)]) -> int: ...
    @pin.method(request="CountRequest")
    def count(self, color: Color, flags: frozenset[int]) -> int: ...
    @pin.method(request="Sizes")
    def size(self, of: str) -> int: ...
    def page(self, number: int, choice: int | str) -> Page[str]: ...
    def teams(self) -> list[models.Team]: ...
""",
}

FORMERLY = ('value: bytes = b"")', 'value: bytes = b"", ttl: int = 0)')
"""What ``store.py`` has, and what it had in an earlier version."""

BREAKAGES: dict[str, tuple[tuple[str, str], ...]] = {
    # Found by reading a declaration.
    "no annotation": (("get(self, key: str)", "get(self, «GP101 key»)"),),
    "no result": ((") -> Iterator[Point]", ")"), ("def points", "def «GP102 points»")),
    "anything": (("-> str | None", "-> «GP103 Any»"),),
    "not on the wire": (("value: bytes", "value: «GP104 complex»"),),
    "no brackets": (("chunks: Iterator[bytes]", "chunks: «GP106 Iterator»"),),
    "no keyword arguments": (("Unpack[Options]", "«GP106 Unpack[dict]»"),),
    "no hash": (("frozenset[int]", "«GP107 frozenset[list[int]]»"),),
    "nothing": (("tuple[int, str]", "tuple[int, «GP108 None»]"),),
    "not defined": (("-> Leaf", "-> «GP109 Laef»"),),
    "not defined in another file": (("-> models.Team", "-> «GP109 models.Taem»"),),
    "no member": (("Color.RED)", "«GP109 Color.REED»)"),),
    "no type": (("choice: int | str", "choice: int | «GP112 1»"),),
    "left open": (("-> Page[str]", "-> «GP115 Page»"),),
    "a generic method": (("def ended(self)", "def ended«GP115 [S]»(self, it: S)"),),
    "a generic Protocol": (("class Tasks(Protocol)", "class «GP115 Tasks»(Protocol[T])"),),
    "a pin without a number": (
        ("x: Annotated[int, pin.field(1)]", "x: Annotated[int, pin.field(«GP121 T»)]"),
    ),
    "a pin beside another type": (("size: Size", "size: Annotated[Size, «GP123 pin.int32»]"),),
    "a base that is no Protocol": (
        ("class Colors(Protocol)", "class Colors(«GP202 Point», Protocol)"),
    ),
    "another signature": (
        (
            "class Base(Protocol):\n    def close(self, force: bool = False)",
            "class Base(Protocol):\n    def close(self, force: bool)",
        ),
        ("(Base, Protocol):\n    def close", "(Base, Protocol):\n    def «GP202 close»"),
    ),
    "an attribute": (("    def open(", "    «GP203 name»: str\n    def open("),),
    "a decorator": (("    def reopen(", "    @«GP204 overload»\n    def reopen("),),
    "private": (("    def paint(", "    def «GP206 _peek»(self) -> None: ...\n    def paint("),),
    "no self": (("def mix(self, *colors", "def «GP207 mix»(*colors"),),
    "a default of another type": (("least: int = 1", 'least: int = «GP211 "1"»'),),
    "another alphabet": (("age: int = 0", "«GP212 größe»: int = 0"),),
    "a default for all": (
        ("names: list[str] = field(default_factory=list)", "names: list[str] = «GP222 []»"),
    ),
    "no default behind one": (
        ("lead: Person | None = None", "lead: Person | None = None\n    «GP223 size»: int"),
    ),
    "two streams": (
        (
            "items: AsyncIterator[int]",
            "items: AsyncIterator[int], «GP225 more»: AsyncIterator[int]",
        ),
    ),
    "an exception that forgets": (
        ("def __init__(self, reason: str)", "def __init__(self, reason: str, «GP230 code»: int)"),
    ),
    "no exception": (("@raises(Failure)", "@raises(«GP231 Point»)"),),
    "no Python": (("UserId = NewType('UserId', int)", "UserId = NewType(«GP416 '»UserId' int)"),),
    # Found in what has been read.
    "async and blocking": (
        ("def run(self, name: str) -> Async", "def «GP205 run»(self, name: str) -> "),
    ),
    "a method twice": (
        ("    def page(", "    def «GP213 upload»(self) -> str: ...\n    def page("),
    ),
    "a parameter twice": (("number: int", "number: int, «GP213 number»: str"),),
    "a member twice": (("    BLUE = 2", "    BLUE = 2\n    «GP213 RED» = 3"),),
    "methods alike": (
        (
            "    def watch(",
            "    def «GP214 put_»(self) -> None: ...\n    def watch(",
        ),
    ),
    "no end": (("    node: Node\n", "    node: Node\n    «GP216 leaf»: Leaf\n"),),
    "no members": (
        ("class Size(enum.IntEnum):\n    SMALL = 0", "class «GP217 Size»(enum.IntEnum):\n    pass"),
    ),
    "too large": (('label: str = ""', "«GP224 label»: int = 9223372036854775808"),),
    "no hash in a record": (
        ("@dataclass(frozen=True)\nclass Point", "@dataclass\nclass Point"),
        ("near: set", "«GP107 near»: set"),
    ),
    "no number for a field": (
        ("def busy(self) -> bool", "def busy(self) -> Annotated[bool, pin.field(«GP505 0»)]"),
    ),
    # Found on the way to the wire.
    "a name twice": (
        (
            "    def teams(",
            '    @pin.method("Sum")\n    def «GP502 add»(self) -> int: ...\n    def teams(',
        ),
    ),
    "pinned twice": (
        ("class Watcher(Protocol)", '@pin.service("Viewer")\nclass «GP503 Watcher»(Protocol)'),
    ),
    "another number": (("text: str", "«GP504 text»: Annotated[str, pin.field(7)]"),),
    "a number twice": (
        ("pin.field(2)])", "pin.field(2)], «GP506 c»: Annotated[int, pin.field(1)])"),
    ),
    "a number of the past": (
        ("def put(self, ", "def put(self, «GP507 mode»: Annotated[int, pin.field(3)], "),
    ),
    "settings for nothing": (("get = {", "«GP508»gte = {"),),
    "one message for two": (
        (
            "    def page(",
            '    @pin.method(request="Sizes")\n    def «GP510 up»(self) -> int: ...\n    def page(',
        ),
    ),
}

_MARK = re.compile(r"«(?P<code>GP\d{3})(?: (?P<at>.*?))?»")


def broken(names: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """The files with some breakages, and what is to be said: ``GP101 store.py:3:7+5``, sorted."""
    files = dict(FILES)
    for old, new in (pair for name in names for pair in BREAKAGES[name]):
        [path] = [path for path, text in files.items() if text.count(old) == 1]
        files[path] = files[path].replace(old, new)
    expected = sorted(said for path, text in files.items() for said in _marked(path, text))
    return {path: _MARK.sub(r"\g<at>", text) for path, text in files.items()}, expected


def _marked(path: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.split("\n"), start=1):
        dropped = 0
        for mark in _MARK.finditer(line):
            width = len(mark["at"] or "")
            place = f" {path}:{number}:{mark.start() - dropped + 1}+{width}" if width else ""
            yield mark["code"] + place
            dropped += len(mark.group()) - width
