"""Types from other files of the project: followed, never imported."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.parse.outline import outline
from tests.parse.sources import parse_file, write_files

from gen_plugin.diagnostics.diagnostic import InputRefused

MODELS = """
from dataclasses import dataclass, field
from enum import Enum

class Color(Enum):
    RED = 0

@dataclass
class Person:
    name: str
    friends: list["Person"] = field(default_factory=list)
"""

STORE = """
from typing import Protocol
{imports}

class Store(Protocol):
    def get(self, color: {color}) -> {person}: ...
"""

EXPECTED = """\
Protocol Store
  get(color: {module}:Color) -> {module}:Person
Enum {module}:Color
  RED = 0
Record {module}:Person
  name: str
  friends: [{module}:Person] = empty"""


def _outline(interface_path: Path) -> list[str]:
    return sorted(outline(parse_file(interface_path)).split("\n"))


def _expected(module: str) -> list[str]:
    return sorted(EXPECTED.format(module=module).split("\n"))


@pytest.mark.parametrize(
    ("imports", "prefix"),
    [
        ("from models import Color, Person", ""),
        ("from models import Color as C, Person as P\nColor, Person = C, P", None),
        ("import models", "models."),
        ("import models as m", "m."),
        ("from models import *", ""),
        ("from hub import Color, Person", ""),
        ("import hub", "hub.models."),
        ("from hub import models", "models."),
        ("from star import Color, Person", ""),
        (
            "import typing as t\nif t.TYPE_CHECKING:\n    from models import Color, Person",
            "",
        ),
    ],
)
def test_ways_to_import_within_a_folder(imports: str, prefix: str | None, tmp_path: Path) -> None:
    prefix, names = ("", "CP") if prefix is None else (prefix, ["Color", "Person"])
    color, person = (f"{prefix}{name}" for name in names)
    write_files(
        tmp_path,
        {
            "models.py": MODELS,
            "hub.py": "import models\nfrom models import Color, Person as Person",
            "star.py": "from star import *\nfrom missing import *\nfrom hub import *",
            "store.py": STORE.format(imports=imports, color=color, person=person),
        },
    )
    assert _outline(tmp_path / "store.py") == _expected("models")


@pytest.mark.parametrize(
    ("imports", "prefix"),
    [
        ("from .models import Color, Person", ""),
        ("from . import models", "models."),
        ("from .. import inner", "inner.models."),
        ("from ..inner.models import Color, Person", ""),
        ("from outer.inner.models import Color, Person", ""),
        ("import outer.inner.models", "outer.inner.models."),
        ("from outer import Color, Person", ""),
        ("from .. import Color, Person", ""),
    ],
)
def test_ways_to_import_within_packages(imports: str, prefix: str, tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "outer/__init__.py": "from .inner import Color, Person",
            "outer/inner/__init__.py": "from .models import Color, Person",
            "outer/inner/models.py": MODELS,
            "outer/inner/store.py": STORE.format(
                imports=imports, color=f"{prefix}Color", person=f"{prefix}Person"
            ),
        },
    )
    assert _outline(tmp_path / "outer/inner/store.py") == _expected("outer.inner.models")


@pytest.mark.parametrize("marked", [[], ["space/inner"]])
@pytest.mark.parametrize(
    "hub",
    [
        "from .models import Color, Person",
        "from ..inner.models import Color, Person",
        "from space.inner.models import Color, Person",
        "from . import models; models.Color, models.Person",
    ],
)
def test_packages_without_a_file_of_their_own(hub: str, marked: list[str], tmp_path: Path) -> None:
    hub, _, names = hub.partition("; ")
    color, person = (names or "Color, Person").split(", ")
    write_files(
        tmp_path,
        {
            **{f"{package}/__init__.py": "" for package in marked},
            "space/inner/models.py": MODELS,
            "space/inner/hub.py": f"{hub}\nPaint = {color}\nFriend = {person}",
            "store.py": STORE.format(
                imports="from space.inner.hub import Paint, Friend", color="Paint", person="Friend"
            ),
        },
    )
    assert _outline(tmp_path / "store.py") == _expected("space.inner.models")


def test_a_path_that_goes_up_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = STORE.format(imports="from models import *", color="Color", person="Person")
    write_files(tmp_path, {"models.py": MODELS, "store.py": store, "sub/other.py": ""})
    monkeypatch.chdir(tmp_path)
    assert _outline(Path("sub", os.pardir, "store.py")) == _expected("models")


def test_the_interface_may_be_a_package_itself(tmp_path: Path) -> None:
    files = {
        "outer/__init__.py": STORE.format(
            imports="from .models import *", color="Color", person="Person"
        ),
        "outer/models.py": MODELS,
    }
    write_files(tmp_path, files)
    assert _outline(tmp_path / "outer/__init__.py") == _expected("outer.models")


def test_files_that_import_each_other(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "one.py": """
                from __future__ import annotations
                from dataclasses import dataclass
                from typing import Protocol
                from two import Two, Loop
                @dataclass
                class One:
                    two: Two | None
                class Store(Protocol):
                    def get(self) -> One: ...
                """,
            "two.py": """
                from dataclasses import dataclass
                import one
                from one import Loop
                @dataclass
                class Two:
                    ones: "list[one.One]"
                """,
        },
    )
    assert outline(parse_file(tmp_path / "one.py")).split("\n") == [
        "Protocol Store",
        "  get() -> one:One",
        "Record one:One",
        "  two: two:Two?",
        "Record two:Two",
        "  ones: [one:One]",
    ]


def test_protocols_of_other_files_that_are_passed(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "store.py": """
                from typing import Protocol
                from watching import Watcher
                class Store(Protocol):
                    def watch(self, watcher: Watcher) -> None: ...
                """,
            "watching.py": """
                from collections.abc import Callable
                from typing import Protocol
                from events import Event
                class Unused(Protocol):
                    def a(self) -> None: ...
                class Log(Protocol):
                    def line(self, text: str) -> None: ...
                class Watcher(Protocol):
                    def changed(self, event: Event, log: Log) -> Callable[[Log], None]: ...
                """,
            "events.py": """
                from dataclasses import dataclass
                @dataclass
                class Event:
                    key: str
                """,
        },
    )
    interface = parse_file(tmp_path / "store.py")
    assert outline(interface).split("\n") == [
        "Protocol Store",
        "  watch(watcher: &watching:Watcher) -> None",
        "Protocol Watcher",
        "  changed(event: events:Event, log: &watching:Log) -> &watching:WatcherChangedResult",
        "Protocol Log",
        "  line(text: str) -> None",
        "Protocol WatcherChangedResult",
        "  __call__(/arg1: &watching:Log) -> None",
        "Record events:Event",
        "  key: str",
    ]
    assert [each.name for each in interface.protocols if interface.is_plugin(each)] == ["Store"]


def _faults(path: Path) -> list[str]:
    with pytest.raises(InputRefused) as refused:
        parse_file(path)
    return [f"{each.code} {each.span}: {each.message}" for each in refused.value.diagnostics]


def test_faults_are_found_in_the_files_that_have_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(
        tmp_path,
        {
            "app/models.py": """
                from dataclasses import dataclass
                from typing import Any
                @dataclass
                class Person:
                    data: Any
                """,
            "app/broken.py": "class Other(:\n    pass",
            "app/store.py": """
                from typing import Protocol
                from models import Person, Persn
                from broken import Other, Another
                from missing import Thing
                from ..above import Upper
                import models
                class Store(Protocol):
                    def get(self, a: Person, b: Other, c: Another) -> complex: ...
                    def put(self, a: Thing, b: Upper, c: Persn, d: models.Color) -> models: ...
                """,
        },
    )
    monkeypatch.chdir(tmp_path)
    assert _faults(Path("app/store.py")) == [
        f"GP104 app{os.sep}store.py:9:55: complex has no type on the wire",
        f"GP110 app{os.sep}store.py:10:22: Thing comes from missing, and only the project is read",
        f"GP110 app{os.sep}store.py:10:32: Upper is imported from above the topmost package",
        f"GP109 app{os.sep}store.py:10:42: models has no Persn",
        f"GP109 app{os.sep}store.py:10:52: models has no Color",
        f"GP112 app{os.sep}store.py:10:69: models is a module, not a type",
        f"GP416 app{os.sep}broken.py:1:13: this is not Python: invalid syntax",
        f"GP103 app{os.sep}models.py:6:11: Any says nothing about what goes over the wire",
    ]


def test_a_file_that_an_import_leads_to_may_be_unreadable(tmp_path: Path) -> None:
    store = STORE.format(imports="from models import *", color="Color", person="int")
    write_files(tmp_path, {"store.py": store})
    (tmp_path / "models.py").write_bytes(b"x = '\xff'")
    assert [fault.split()[0] for fault in _faults(tmp_path / "store.py")] == ["GP415"]


def test_the_standard_library_is_not_taken_for_the_project(tmp_path: Path) -> None:
    files = {
        "typing.py": "raise SystemExit",
        "enum.py": "raise SystemExit",
        "store.py": STORE.format(imports="", color="int", person="str"),
    }
    write_files(tmp_path, files)
    assert _outline(tmp_path / "store.py") == ["  get(color: int) -> str", "Protocol Store"]
