"""Which exceptions an interface declares, and which ones are refused where."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.parse.sources import marks, parse_file, parse_text, places, refusal, write_files

STORE = """
        class Store(Protocol):
            def get(self, key: str) -> str: ...
        """

REFUSED = {
    "constructors that do not tell what to send": """
        class A(Exception):
            def __init__(self, code) -> None:
                #              ^^^^ GP230
                self.code = code
        class B(Exception):
            def __init__(self, code: int, text: str, *, more) -> None:
                #                         ^^^^ GP230
                #                                       ^^^^ GP230
                super().__init__(f"{text} {code}")
                self.code = code
        class B2(OSError):
            def __init__(self, number: int) -> None:
                #              ^^^^^^ GP230
                super().__init__(number)
        class B3(B2):
            def __init__(self, number: int) -> None:
                #              ^^^^^^ GP230
                super().__init__(number)
        class C(A, ValueError):
            pass
        class D(Exception):
            def __init__(self, *args: int) -> None: ...
                #               ^^^^ GP230
        class E(Exception):
            def __init__(self, **options: int) -> None: ...
                #                ^^^^^^^ GP230
        class F(Exception):
            def __new__(cls) -> F: ...
            #   ^^^^^^^ GP230
        class G(UnicodeDecodeError): ...
        #     ^ GP230
        class H[X](Exception): ...
        #     ^ GP115
        """
    + STORE,
    "named by a decorator": """
        class _Hidden(Exception):
            def __init__(self, code) -> None: ...
                #              ^^^^ GP230
        class Entry: ...
        class Foreign(os.error): ...
        class Store(Protocol):
            @raises(_Hidden, Entry, Foreign, KeyError)
            #                ^^^^^ GP231
            #                       ^^^^^^^ GP231
            def a(self) -> None: ...
            @raises(Mising, SystemExit, StopIteration, attr.Error, "Nothing", *KINDS)
            #       ^^^^^^ GP231
            #               ^^^^^^^^^^ GP231
            #                           ^^^^^^^^^^^^^ GP231
            #                                          ^^^^^^^^^^ GP231
            #                                                      ^^^^^^^^^ GP231
            #                                                                 ^^^^^^ GP231
            def b(self) -> None: ...
            @raises
            #^^^^^^ GP231
            def c(self) -> None: ...
            @raises()
            #^^^^^^^^ GP231
            def d(self) -> None: ...
        """,
}


@pytest.mark.parametrize("name", REFUSED)
def test_every_fault_is_found_at_its_place(name: str, tmp_path: Path) -> None:
    text = REFUSED[name]
    assert sorted(places(refusal(tmp_path, text))) == sorted(set(marks(text)))


def _declared(folder: Path, text: str) -> list[str]:
    interface = parse_text(folder, text)
    keys = [*interface.exceptions, *(each.key for each in interface.exception_groups)]
    return [key.removeprefix("store:") for key in keys]


def test_a_spelling_mistake_is_told(tmp_path: Path) -> None:
    text = """
        class SoldOut(Exception): ...
        class Store(Protocol):
            @raises(SoldOt)
            def get(self) -> None: ...
        """
    (diagnostic,) = refusal(tmp_path, text)
    assert (diagnostic.message, diagnostic.fix) == (
        "SoldOt is not defined",
        "did you mean SoldOut?",
    )


def test_exceptions_of_the_file_are_declared(tmp_path: Path) -> None:
    text = """
        class Plain(Exception): ...
        class _Own(Exception):
            def __init__(self, thing): ...
        class Positional(Plain):
            def __init__(self, code: int, /, text: str) -> None:
                self.code, self.text = code, text
                self.code = code
                self.text: str = text
        @dataclass
        class Fields(Plain):
            code: int
        class Undecorated(Fields): ...
        class Many(ExceptionGroup[Plain]): ...
        class Counted(Many):
            def __new__(cls, errors): ...
        class Done(StopIteration):
            def __init__(self, thing): ...
        class Foreign(os.error):
            def __init__(self, thing): ...
        """
    interface = parse_text(tmp_path, text + STORE)
    assert interface.exceptions == tuple(
        f"store:{name}" for name in ("Plain", "Positional", "Fields", "Undecorated")
    )
    assert [each.key for each in interface.exception_groups] == ["store:Many"]
    for name in ("Fields", "Undecorated"):
        assert [each.name for each in interface.records[f"store:{name}"].fields] == ["code"]


def test_docstrings_are_for_people(tmp_path: Path) -> None:
    text = '''
        class Entry: ...
        class _Own(Exception): ...
        class Store(Protocol):
            def get(self, key: str) -> str:
                """Get it.

                Raises:
                    KeyError: It is not there.
                    os.error: The disk.
                    _Own: Something else.
                        Note: it is rare.
                    Entry: No exception at all.
                    Whatever..: it is.
                    None: nothing.
                    if: a keyword.
                    Unknown.Name: Who knows.
                """
                ...
        '''
    assert _declared(tmp_path, text) == ["_Own"]


def test_methods_of_other_files_name_exceptions_that_are_known_there(tmp_path: Path) -> None:
    files = {
        "bases.py": '''
            from typing import Protocol
            from gen_plugin_runtime import raises
            import errors
            from errors import Late as TooLate, Unheard
            class Watcher(Protocol):
                @raises(Unheard)
                def changed(self, key: str) -> None: ...
            class Base(Protocol):
                @raises(TooLate)
                def wait(self) -> None:
                    """Wait.

                    Raises:
                        errors.Lost: It is gone.
                    """
            ''',
        "errors.py": """
            class Late(Exception): ...
            class Lost(Exception): ...
            class Unheard(Exception): ...
            class Unused(Exception): ...
            """,
        "store.py": """
            from typing import Protocol
            from bases import Base, Watcher
            class Store(Base, Protocol):
                def watch(self, watcher: Watcher) -> None: ...
            """,
    }
    write_files(tmp_path, files)
    assert parse_file(tmp_path / "store.py").exceptions == (
        "errors:Late",
        "errors:Lost",
        "errors:Unheard",
    )
