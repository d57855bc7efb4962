"""Names that are not where they are looked for: where that is, and what may be meant."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
import typing_extensions
from tests.parse.sources import faults_in, read_file, refusal, write_files

from gen_plugin.every_python import TYPING
from gen_plugin.parse.python.vocabulary import canonical

METHOD = """
    import collections, decimal, io, ipaddress, typing_extensions, uuid
    from gen_plugin_runtime import JsonVlaue
    class Store(Protocol):
        def a(self, x: {}) -> None: ...
"""
_NOTHING_NEAR = "write a type that {} has, or a class of this project"
ELSEWHERE = {
    "typing.Nope": ("typing has no Nope", _NOTHING_NEAR.format("typing")),
    "collections.abc.Nope": (
        "collections.abc has no Nope",
        _NOTHING_NEAR.format("collections.abc"),
    ),
    "datetime.Nope": ("datetime has no Nope", _NOTHING_NEAR.format("datetime")),
    "typing.Squence[int]": ("typing has no Squence", "did you mean Sequence?"),
    "collections.abc.Sequense[int]": ("collections.abc has no Sequense", "did you mean Sequence?"),
    "typing_extensions.Literl": ("typing_extensions has no Literl", "did you mean Literal?"),
    "list[datetime.datetme]": ("datetime has no datetme", "did you mean datetime?"),
    "datetime.Datetime": ("datetime has no Datetime", "did you mean datetime?"),
    "uuid.UUid": ("uuid has no UUid", "did you mean UUID?"),
    "ipaddress.IPV4Address": ("ipaddress has no IPV4Address", "did you mean IPv4Address?"),
    "collections.OrderdDict": ("collections has no OrderdDict", "did you mean OrderedDict?"),
    "typing.list[int]": ("typing has no list", "write list"),
    "typing.datetime": ("typing has no datetime", "add: from datetime import datetime"),
    "datetime.datetime.timedelta": (
        "datetime.datetime has no type timedelta",
        "add: from datetime import timedelta",
    ),
    "datetime.datetime.datetime": (
        "datetime.datetime has no type datetime",
        "write datetime: it is datetime.datetime already",
    ),
}


@pytest.mark.parametrize("written", ELSEWHERE)
def test_names_that_modules_of_python_do_not_have(written: str, tmp_path: Path) -> None:
    (told,) = refusal(tmp_path, METHOD.format(written))
    assert (told.code, told.message, told.fix) == ("GP109", *ELSEWHERE[written])


def test_what_the_modules_have_is_not_missing(tmp_path: Path) -> None:
    for written in ("decimal.Context", "io.UnsupportedOperation", "typing_extensions.TypeForm"):
        (told,) = refusal(tmp_path, METHOD.format(written))
        assert told.code in {"GP104", "GP110"}, written


def test_the_runtime(tmp_path: Path) -> None:
    (told,) = refusal(tmp_path, METHOD.format("JsonVlaue"))
    assert (told.code, told.fix) == ("GP110", "did you mean JsonValue?")


def test_a_package_within_a_package_is_a_module(tmp_path: Path) -> None:
    (told,) = refusal(tmp_path, METHOD.format("collections.abc"))
    assert (told.code, told.message) == ("GP112", "collections.abc is a module, not a type")


MODELS = """
    from dataclasses import dataclass
    @dataclass
    class Person:
        name: str
"""
STORE = """
    from __future__ import annotations
    import abc, dataclasses, enum, typing
    from typing import Protocol, runtime_checkabel
    from gen_plugin_runtime import raises
    import models
    from models import Persno as Somebody, limit
    class First(models.Basis, Protocol): ...
    class Color(enum.Enm):
        RED = 1
    class Row(typing.NamedTupel):
        x: int
    @datclass
    class Plain:
        x: int
    @dataclass(frozen=True)
    class Frozen:
        x: int
    @dataclasses.dataclass
    class Heir(models.Persno):
        x: int
    @runtime_checkabel
    class Store(Protocol):
        @abc.abstractmethd
        @override
        def a(self, x: Somebody, y: models.Zebra) -> Color: ...
        @raises(models.Gone)
        def b(self, x: Row, y: Plain, z: Frozen, u: Heir, v: int = limit) -> None: ...
"""
TOLD = {
    "7:13": ("models has no Basis", None),
    "8:13": ("enum has no Enm", "did you mean Enum?"),
    "10:11": ("typing has no NamedTupel", "did you mean NamedTuple?"),
    "12:2": (
        "datclass is not defined",
        "did you mean dataclass? add: from dataclasses import dataclass",
    ),
    "15:2": ("dataclass is not defined", "add: from dataclasses import dataclass"),
    "19:12": ("models has no Persno", "did you mean Person?"),
    "21:2": ("typing has no runtime_checkabel", "did you mean runtime_checkable?"),
    "23:6": ("abc has no abstractmethd", "did you mean abstractmethod?"),
    "24:6": ("override is not defined", None),
    "25:20": ("models has no Persno", "did you mean Person?"),
    "25:33": ("models has no Zebra", None),
    "26:13": ("models has no Gone", None),
    "27:64": ("models has no limit", None),
}
"""The line and column -> what is wrong, and the fix if one name is near."""


def test_names_that_files_of_the_project_do_not_have(tmp_path: Path) -> None:
    write_files(tmp_path, {"models.py": MODELS, "store.py": STORE.lstrip("\n")})
    told = faults_in(read_file(tmp_path / "store.py"))
    found = {
        f"{each.span.line}:{each.span.column}": (each.message, each.fix)
        for each in told
        if each.span
    }
    assert {place: message for place, (message, _) in found.items()} == {
        place: message for place, (message, _) in TOLD.items()
    }
    assert {found[place][1] for place, (_, fix) in TOLD.items() if fix} == {
        fix for _, fix in TOLD.values() if fix
    }
    assert found["25:33"][1] == (
        "define Zebra there, or import it from the file of the project that has it"
    )


def test_the_names_of_typing_are_known() -> None:
    assert {*importlib.import_module("typing").__all__, *typing_extensions.__all__} <= TYPING
    assert canonical("typing_extensions.Literal") == canonical("typing.Literal") == "typing.Literal"
