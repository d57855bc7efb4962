"""The survey itself, on a package that is made here: nothing is downloaded."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.survey import attempt
from tests.survey.__main__ import main
from tests.survey.find import find_protocols

FILES = {
    "tiny/__init__.py": """
        import asyncio, typing as t
        T = t.TypeVar("T")

        class Plain(t.Protocol):
            def get(self, key: str) -> int: ...

        class Open(t.Protocol[T]):
            def put(self, value: T) -> None: ...

        class Inherits(Open[T], t.Protocol):
            def all(self) -> t.Iterator[T]: ...

        if t.TYPE_CHECKING:
            class Refused(t.Protocol):
                size: int
                def get(self, key: t.Any) -> int | str: ...

        class Ordinary(asyncio.Protocol): ...
        """,
    "tiny/broken.py": "class Never(Protocol:",
    "tiny/not-a-module.py": "class Never(Protocol): ...",
}


def _unindented(text: str) -> str:
    return "\n".join(line.removeprefix(" " * 8) for line in text.split("\n"))


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    with zipfile.ZipFile(tmp_path / "tiny-1.0-py3-none-any.whl", "w") as wheel:
        for name, text in FILES.items():
            wheel.writestr(name, _unindented(text))
    return tmp_path


def _survey(wheels: Path) -> Result:
    return CliRunner().invoke(main, ["--packages", "tiny==1.0", "--wheels", str(wheels)])


def test_protocols_are_found_where_they_can_be_imported(wheels: Path) -> None:
    with zipfile.ZipFile(wheels / "tiny-1.0-py3-none-any.whl") as wheel:
        wheel.extractall(wheels)
    found = [(each.module, each.name) for each in find_protocols(wheels)]
    assert found == [("tiny", name) for name in ("Plain", "Open", "Inherits", "Refused")]


def test_what_came_of_each_is_told(wheels: Path) -> None:
    done = _survey(wheels)
    assert done.exit_code == 0, done.output
    assert "| tiny==1.0 | 4 | 3 | 1 |" in done.stdout
    assert "| GP103: A type that says nothing | 1 | 0 | `tiny.Refused`: t.Any says" in done.stdout
    assert "| GP103 | 0 | 0 |\n| GP203 | 1 | 1 |" in done.stdout


def test_a_crash_is_a_fault(wheels: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def generate(*_: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(attempt, "generate", generate)
    done = _survey(wheels)
    assert done.exit_code == 1
    assert done.stderr.count("RuntimeError: out of order") == 4


def test_code_that_does_not_type_check_is_a_fault(
    wheels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Finished:
        files = {"client.py": b"wrong: int = ''"}  # noqa: RUF012 - nobody changes it

    monkeypatch.setattr(attempt, "generate", lambda *_: Finished)
    done = _survey(wheels)
    assert done.exit_code == 1
    assert done.stderr.count("client.py:1: error: Incompatible types in assignment") == 4
