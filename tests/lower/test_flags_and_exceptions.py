"""What the lock has of flags and of exceptions, which have no names or numbers on the wire."""

from __future__ import annotations

from pathlib import Path

from tests.breaking.building import lock_of

from gen_plugin.lower.lock_file import read, write

TEXT = """
class Access(Flag):
    NONE = 0
    READ = auto()
    WRITE = auto()
    BOTH = READ | WRITE
    _hidden = 64
    APPEND = 1 << 5
    MORE = auto()
    SYNC = os.O_SYNC
    LAST = auto()
    HUGE = 1 << 65
class VaultError(Exception): ...
class VaultErrors(ExceptionGroup[VaultError]): ...
class Store(Protocol):
    def open(self, access: Access) -> None: ...
"""


def test_bits_as_far_as_the_file_says_them(tmp_path: Path) -> None:
    assert lock_of(tmp_path, TEXT).flags == {
        "Access.READ": "1",
        "Access.WRITE": "2",
        "Access.APPEND": "32",
        "Access.MORE": "64",
    }


def test_exceptions_by_their_kind(tmp_path: Path) -> None:
    assert lock_of(tmp_path, TEXT).exceptions == {
        "VaultError": "Exception",
        "VaultErrors": "ExceptionGroup",
    }


def test_they_are_kept_in_tables_of_their_own_if_there_are_any(tmp_path: Path) -> None:
    lock = lock_of(tmp_path, TEXT)
    text = write(lock)
    assert '[flags]\n"Access.APPEND" = "32"\n' in text
    assert '[exceptions]\n"VaultError" = "Exception"\n' in text
    assert read(text) == lock
    plain = write(lock_of(tmp_path, "class Store(Protocol):\n    def open(self) -> None: ..."))
    assert "flags" not in plain
    assert "[exceptions]" not in plain
