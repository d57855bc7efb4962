"""Files that cannot be read, and texts that are not Python."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.parse.outline import outline
from tests.parse.sources import parse_file, refusal, write_files

from gen_plugin.diagnostics.diagnostic import Diagnostic, InputRefused
from gen_plugin.source import read

PROTOCOL = "from typing import Protocol\nclass Store(Protocol):\n    def get(self) -> str: ...\n"


def _only_fault(path: Path) -> Diagnostic:
    with pytest.raises(InputRefused) as refused:
        read(str(path))
    [diagnostic] = refused.value.diagnostics
    return diagnostic


def test_what_is_no_readable_python_file(tmp_path: Path) -> None:
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "store.txt").write_text("")
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "my-store.py").write_text("")
    (tmp_path / "class.py").write_text("")
    codes = {
        name: _only_fault(tmp_path / name).code
        for name in (
            "none.py",
            "nul\0.py",
            "folder.py",
            "pipe.py",
            "store.txt",
            "my-store.py",
            "class.py",
        )
    }
    assert codes == {
        "none.py": "GP411",
        "nul\0.py": "GP411",
        "folder.py": "GP412",
        "pipe.py": "GP414",
        "store.txt": "GP414",
        "my-store.py": "GP418",
        "class.py": "GP418",
    }


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "store.py"
    path.write_text("")

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)  # a superuser may read everything
    fault = _only_fault(path)
    assert (fault.code, fault.message) == (
        "GP413",
        f"{path} cannot be read: Permission denied",
    )


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"x = 1\ny = '\xff'\n", "2:6"),
        (b"# coding: no-such-encoding\n", "1:1"),
        (b"# coding: rot13\n", "1:1"),
        (b"# coding: undefined\n", "1:1"),
        (b"# coding: ascii\nx = '\xc3\xa9'", "2:6"),
        (b"\xef\xbb\xbf# coding: latin-1\n", "1:1"),
    ],
)
def test_bytes_that_are_no_text(data: bytes, place: str, tmp_path: Path) -> None:
    path = tmp_path / "store.py"
    path.write_bytes(data)
    fault = _only_fault(path)
    assert (fault.code, str(fault.span)) == ("GP415", f"{path}:{place}")


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfx = '\xc3\xa9'\r\n",
        b"# coding: latin-1\nx = '\xe9'\r",
        b"#!/usr/bin/python\n# vim: set fileencoding=utf-8 :\nx = '\xc3\xa9'",
    ],
)
def test_encodings_as_python_has_them(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "store.py"
    path.write_bytes(data)
    text = read(str(path)).text
    assert "x = 'é'" in text
    assert "\r" not in text
    assert "\ufeff" not in text


def test_module_names(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "plain.py": "",
            "folder/loose.py": "",
            "a/__init__.py": "",
            "a/b/__init__.py": "",
            "a/b/deep.py": "",
        },
    )

    def named(name: str) -> tuple[str, bool]:
        source = read(str(tmp_path / name))
        return source.module, source.in_package

    assert named("plain.py") == ("plain", False)
    assert named("folder/loose.py") == ("loose", False)
    assert named("a/b/deep.py") == ("a.b.deep", True)
    assert named("a/b/__init__.py") == ("a.b", True)


def test_module_name_of_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path, {"a/__init__.py": "", "a/deep.py": ""})
    monkeypatch.chdir(tmp_path / "a")
    source = read("deep.py")
    assert (source.path, source.module) == ("deep.py", "a.deep")


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("class Store(Protocol)\n    pass\n", "1:22", "expected ':'"),
        ("def f(:\n    pass\n", "1:7", "invalid syntax"),
        ("x = (\n", "1:5", "'(' was never closed"),
        ("if x:\npass\n", "2:1", "expected an indented block after 'if' statement on line 1"),
        ("x = 'abc\n", "1:5", "unterminated string literal (detected at line 1)"),
        ("x = 1\n  y = 2\n", "2:2", "unexpected indent"),
        ("x = \0", "1:1", "source code string cannot contain null bytes"),
        ("def f(x=1, y): ...\n", "1:12", "non-default argument follows default argument"),
    ],
)
def test_a_syntax_error_is_one_fault_in_pythons_words(
    text: str, place: str, reason: str, tmp_path: Path
) -> None:
    [fault] = refusal(tmp_path, text, imports=False)
    assert fault.code == "GP416"
    assert str(fault.span) == f"{tmp_path / 'store.py'}:{place}"
    assert fault.message == f"this is not Python: {reason}"


@pytest.mark.parametrize("text", ["", "x = 1\n", "# only words\n"])
def test_a_file_without_protocol(text: str, tmp_path: Path) -> None:
    [fault] = refusal(tmp_path, text, imports=False)
    assert fault.code == "GP201"
    assert "class Greeter(Protocol):" in fault.fix


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("class Store: ...\n", "1:7", "Store inherits from nothing"),
        ("import abc\nclass Store(abc.ABC): ...\n", "2:7", "Store inherits from abc.ABC"),
        (
            "from other import Protocol\nclass Store(Protocol): ...\n",
            "2:7",
            "Store inherits from Protocol, which is not that of typing",
        ),
        (
            (
                "from dataclasses import dataclass\nfrom other import Base\n"
                "@dataclass\nclass Item: ...\nclass Store(Base): ...\n"
            ),
            "5:7",
            "Store inherits from Base",
        ),
    ],
)
def test_a_class_that_was_meant_to_be_a_protocol(
    text: str, place: str, reason: str, tmp_path: Path
) -> None:
    [fault] = refusal(tmp_path, text, imports=False)
    assert fault.code == "GP201"
    assert str(fault.span) == f"{tmp_path / 'store.py'}:{place}"
    assert fault.message == f"there is no Protocol in the file: {reason}"
    assert fault.fix == "write class Store(Protocol): and add: from typing import Protocol"


DEEP = 3_000

NESTED = {
    "brackets": f"x = {'(' * DEEP}1{')' * DEEP}",
    "brackets that stay open": "(" * 100_000,
    "brackets in an f-string": f"x = f'{{{'(' * DEEP}1{')' * DEEP}}}'",
    "subscripts": f"x: {'list[' * DEEP}int{']' * DEEP}",
    "negations": f"x = {'not ' * DEEP}1",
    "sums": f"x = {'1 + ' * DEEP}1",
    "attributes": f"x = a{'.b' * DEEP}",
    "calls": f"x = a{'()' * DEEP}",
    "lambdas": f"x = {'lambda a, b: ' * DEEP}1",
    "conditions": f"x = {'1 if 1 else ' * DEEP}1",
    "texts": "x = " + "'a' " * DEEP,
    "branches": f"if a:\n pass\n{'elif a:' + chr(10) + ' pass' + chr(10)}" * DEEP,
    "blocks": "".join(f"{' ' * depth}if x:\n" for depth in range(200)) + " " * 200 + "pass",
}


@pytest.mark.parametrize("name", NESTED)
def test_text_that_nests_too_deeply(name: str, tmp_path: Path) -> None:
    faults = refusal(tmp_path, f"{PROTOCOL}\n{NESTED[name]}\n", imports=False)
    assert [fault.code for fault in faults] in (["GP417"], ["GP416"])


LONG = {
    "lists": f"x = [{'(1, 2), ' * 20_000}]",
    "calls": "f(1, [2], (3))\n" * 5_000,
    "sums": f"x = {'1 + ' * 900}1",
    "branches": f"if a:\n pass\n{('elif a:' + chr(10) + ' pass' + chr(10)) * 900}",
}


@pytest.mark.parametrize("name", LONG)
def test_text_that_is_only_long(name: str, tmp_path: Path) -> None:
    path = tmp_path / "store.py"
    path.write_text(f"{PROTOCOL}\n{LONG[name]}\n")
    assert outline(parse_file(path)) == "Protocol Store\n  get() -> str"


def test_types_that_nest_too_deeply(tmp_path: Path) -> None:
    nested = f"{'list[' * 40}int{']' * 40}"
    quoted = "int"
    for _ in range(4):
        quoted = repr(quoted)
    text = f"class Store(Protocol):\n    def a(self, x: {nested}, y: {quoted}) -> None: ..."
    assert [fault.code for fault in refusal(tmp_path, text)] == ["GP417"]


def test_a_chain_of_many_records(tmp_path: Path) -> None:
    count = 1_200
    chain = "".join(f"@dataclass\nclass R{n}:\n    next: R{n + 1} | None\n" for n in range(count))
    text = f"{chain}@dataclass\nclass R{count}:\n    x: int\n"
    store = "class Store(Protocol):\n    def a(self) -> R0: ...\n"
    assert refusal(tmp_path, text + store) == ()


def test_the_current_folder_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(tmp_path, {"a/store.py": PROTOCOL, "b/other.py": ""})
    monkeypatch.chdir(tmp_path / "b")
    source = read(os.path.join("..", "a", "store.py"))
    assert (source.path, source.module) == (os.path.join("..", "a", "store.py"), "store")
