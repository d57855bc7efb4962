"""What each part of an interface may say and the whole may not."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.parse.sources import faults_in, marks, places, read_file, read_text, write_files

from gen_plugin.check import check
from gen_plugin.lower import lower
from gen_plugin.model.interface import PinnedMethod
from gen_plugin.settings.settings import ProtocolSettings, SourceSettings

CASES = {
    "parameters that hide classes": """
        class Watcher(Protocol):
            def changed(self, StoreServer: int) -> None: ...
        class Store(Protocol):
            def watch(self, WatcherServer: Watcher, WatcherClient: int) -> None: ...
            #               ^^^^^^^^^^^^^ GP213
            #                                       ^^^^^^^^^^^^^ GP213
        """,
    "no plugin": """
        class Store(Protocol):
            # ^^^^^ GP226
            def watch(self, watcher: Watcher) -> None: ...
        class Watcher(Protocol):
            def changed(self, report: Callable[[Store], None]) -> None: ...
        """,
    "names given twice": """
        class Store(Protocol):
            def a(self) -> int: ...
            def b(self, x: int, x: str) -> int: ...
            #                   ^ GP213
            def a(self) -> str: ...
            #   ^ GP213
        class Store(Protocol):
            # ^^^^^ GP213
            def c(self, x: Color) -> int: ...
        class Color(Enum):
            RED = 0
            RED = 1
            #<^ GP213
        """,
    "methods alike on the wire": """
        class Store(Protocol):
            def get_it(self) -> int: ...
            def getIt(self) -> int: ...
            #   ^^^^^ GP214
            def getit(self) -> int: ...
            #   ^^^^^ GP214
            @pin.method("Getting")
            def GetIt(self) -> int: ...
        """,
    "blocking and async mixed": """
        class Store(Protocol):
            async def a(self) -> Iterator[int]: ...
            #         ^ GP205
            def b(self, x: AsyncIterator[int]) -> None: ...
            #           ^ GP205
            async def c(self, x: Iterator[int]) -> None: ...
            #                 ^ GP205
            def d(self, x: Iterator[int]) -> AsyncIterator[int]: ...
            #           ^ GP205
            async def e(self, x: AsyncIterator[int]) -> AsyncIterator[int]: ...
            def f(self, x: AsyncIterator[int]) -> AsyncGenerator[int, None]: ...
        """,
    "implicit where it does nothing": """
        class Store(Protocol):
            def a(self, x: Annotated[int, pin.implicit] = 3, y: int = 1) -> None: ...
            def b(self, x: Annotated[int, pin.implicit]) -> None: ...
            #           ^ GP122
            def c(self, x: Annotated[int | None, pin.implicit] = 3) -> None: ...
            #           ^ GP122
            def d(self, x: Annotated[int, pin.implicit] = 1 + 1) -> None: ...
            #           ^ GP122
        """,
    "one name for two": """
        @pin.message("Color")
        @dataclass
        class Entry:
            # ^^^^^ GP502
            color: Color
        class Color(Enum):
            # ^^^^^ GP215
            RED = 0
        @pin.service("Color")
        class Store(Protocol):
            def a(self, x: Color) -> Entry: ...
        """,
    "records without a hash": """
        @dataclass
        class Plain:
            x: int
        @dataclass(frozen=True)
        class Frozen:
            x: int
        @dataclass(frozen=True)
        class Around:
            x: list[int]
        class Store(Protocol):
            def a(self, x: set[Plain], y: set[Frozen], z: set[Around]) -> None: ...
            #           ^ GP107
            #                                          ^ GP107
            def b(self, x: list[frozenset[tuple[int, Plain]]]) -> dict[Plain, int]: ...
            #   ^ GP107
            #           ^ GP107
        """,
    "records without end": """
        @dataclass
        class Self:
            it: Self
            #< GP216
        @dataclass
        class Pair:
            both: tuple[int, tuple[Pair, str]]
            #<^^ GP216
        @dataclass
        class A:
            bb: B
            #< GP216
        @dataclass
        class B:
            x: int
            aa: A
            #< GP216
        @dataclass
        class Outer:
            '''Needs an endless one, and is none.'''
            inner: Self
        @dataclass
        class Fine:
            a: Fine | None
            b: list[Fine]
            c: dict[str, Fine]
            d: Leaf
        @dataclass
        class Leaf:
            up: Optional[Fine]
        class Store(Protocol):
            def a(self, a: Self, b: A, c: Outer, d: Fine, e: Pair) -> int: ...
        """,
    "enums": """
        class Empty(Enum):
            # ^^^^^ GP217
            def method(self) -> None: ...
        class Large(Enum):
            A = 9223372036854775808
        class Store(Protocol):
            def a(self, a: Empty, b: Large) -> int: ...
        """,
    "defaults": r"""
        @dataclass
        class Entry:
            size: int = -9223372036854775809
            #<^^ GP224
            least: int = -9223372036854775808
        class Store(Protocol):
            def a(self, x: int = 9223372036854775808, y: str = "\ud800") -> Entry: ...
            #           ^ GP224
            #                                         ^ GP224
        """,
    "pinned numbers": """
        @dataclass
        class Entry:
            a: Annotated[int, pin.field(1)]
            bb: Annotated[int, pin.field(1)]
            #< GP506
            cc: Annotated[int, pin.field(536870912)]
            #                            ^^^^^^^^^ GP505
            dd: Annotated[int, pin.field(536870911)]
            ee: Annotated[int, pin.field(18999)]
            ff: Annotated[int, pin.field(19000)]
            #                            ^^^^^ GP505
            gg: Annotated[int, pin.field(19999)]
            #                            ^^^^^ GP505
            hh: Annotated[int, pin.field(20000)]
        class Store(Protocol):
            def a(self, x: Annotated[int, pin.field(0)]) -> Entry: ...
            #                                       ^ GP505
            def b(self, x: Annotated[int, pin.field(2)], y: Annotated[int, pin.field(2)]) -> int:
            #                                            ^ GP506
                ...
            def c(self) -> Annotated[int, pin.field(-1)]: ...
            #                                       ^^ GP505
        """,
    "pinned names": """
        @pin.message("a b")
        #            ^^^^^ GP501
        @dataclass
        class Entry:
            x: Annotated[int, pin.field(name="n")]
            yy: Annotated[int, pin.field(name="n")]
            #< GP502
        @dataclass
        class A: ...
        @pin.message("1")
        #            ^^^ GP501
        class Color(Enum):
            RED = 0
        @pin.service("a.b", plugin="any text - even this")
        #            ^^^^^ GP501
        class Store(Protocol):
            @pin.method("größe")
            #           ^^^^^^^ GP501
            def a(self, e: Entry, c: Color) -> int: ...
            @pin.method(request="", response="x y")
            #                   ^^ GP501
            #                                ^^^^^ GP501
            def b(self, x: Annotated[int, pin.field(name="-")]) -> int: ...
            #                                            ^^^ GP501
            def c(self) -> Annotated[A, pin.field(name="")]: ...
            #                                          ^^ GP501
        @pin.service(plugin="")
        #                   ^^ GP501
        class Other(Protocol):
            def a(self) -> int: ...
        """,
}


@pytest.mark.parametrize("name", CASES)
def test_every_fault_is_found_at_its_place(name: str, tmp_path: Path) -> None:
    assert places(faults_in(read_text(tmp_path, CASES[name]))) == marks(CASES[name])


def test_an_interface_without_faults_is_let_through(tmp_path: Path) -> None:
    reading = read_text(tmp_path, "class Store(Protocol):\n    def a(self) -> int: ...")
    assert check(reading, SourceSettings()) == reading


def test_a_pin_in_the_settings_tells_methods_apart(tmp_path: Path) -> None:
    text = """
        class Store(Protocol):
            def get_it(self) -> int: ...
            def getIt(self) -> int: ...
        """
    reading = read_text(tmp_path, text)
    methods = {"getIt": PinnedMethod(name="Fetch")}
    settings = SourceSettings(protocols={"Store": ProtocolSettings(methods=methods)})
    assert check(reading, settings) == reading


MODULES = {
    "one.py": "from dataclasses import dataclass\n@dataclass\nclass Entry:\n    x: int\n",
    "two.py": """
        from dataclasses import dataclass
        from gen_plugin_runtime import pin
        {pin}
        @dataclass
        class Entry:
            x: int
        """,
    "store.py": """
        from typing import Protocol
        import one, two
        class Store(Protocol):
            def get(self, x: one.Entry) -> two.Entry: ...
        """,
}


def test_records_of_one_name_from_two_modules(tmp_path: Path) -> None:
    write_files(tmp_path, {name: text.replace("{pin}", "") for name, text in MODULES.items()})
    [fault] = faults_in(read_file(tmp_path / "store.py"))
    assert (fault.code, str(fault.span)) == ("GP215", f"{tmp_path / 'two.py'}:6:7")
    assert "@pin.message" in fault.fix


@pytest.mark.parametrize("pinned", ["", '@pin.service("Other")'])
def test_protocols_of_one_name_from_two_modules(pinned: str, tmp_path: Path) -> None:
    one = """
        from typing import Protocol
        from gen_plugin_runtime import pin
        {pinned}
        class Watcher(Protocol):
            def changed(self) -> None: ...
        """
    store = """
        from typing import Protocol
        import one, two
        class Store(Protocol):
            def watch(self, first: one.Watcher, second: two.Watcher) -> None: ...
        """
    two = one.replace("{pinned}", pinned)
    one = one.replace("{pinned}", "")
    write_files(tmp_path, {"one.py": one, "two.py": two, "store.py": store})
    [fault] = faults_in(read_file(tmp_path / "store.py"))
    assert (fault.code, str(fault.span)) == ("GP215", f"{tmp_path / 'two.py'}:5:7")


@pytest.mark.parametrize("where", ["source", "settings"])
def test_a_pinned_plugin_may_be_passed_as_well(where: str, tmp_path: Path) -> None:
    pinned = '@pin.service(plugin="store")' if where == "source" else ""
    protocols = {"Store": ProtocolSettings(plugin="store")} if where == "settings" else {}
    text = f"""
        {pinned}
        class Store(Protocol):
            def watch(self, watcher: Watcher) -> None: ...
        class Watcher(Protocol):
            def changed(self, store: Store) -> None: ...
        """
    settings = SourceSettings(protocols=protocols)
    interface = check(read_text(tmp_path, text), settings).sound()
    plugins = lower(interface, settings, None).lock.plugins
    assert plugins == {"Store": "store"}


def test_a_pin_tells_records_of_one_name_apart(tmp_path: Path) -> None:
    pinned = '@pin.message("OtherEntry")'
    write_files(tmp_path, {name: text.replace("{pin}", pinned) for name, text in MODULES.items()})
    assert faults_in(read_file(tmp_path / "store.py")) == ()
