"""The table of types in the manual: each row is what the generator does, and none is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from tests.codec.sources import IMPORTS
from tests.roundtrip.interfaces import MORE_IMPORTS

from gen_plugin.check import check
from gen_plugin.lower import lower
from gen_plugin.lower.netrpc.contract import GobMethod
from gen_plugin.model.interface import SourceFile
from gen_plugin.model.types import (
    CollectionKind,
    ConvertedKind,
    ConvertedType,
    DictType,
    ErrorType,
    ListType,
    MappingKind,
    NoneType,
    NumberFormat,
    ScalarKind,
    ScalarType,
    Type,
    within,
)
from gen_plugin.parse import python
from gen_plugin.settings.settings import SourceSettings

MANUAL = Path(__file__).parents[2] / "docs" / "net-rpc.md"
_ROW = re.compile(r"^\| ((?:`[^`]+`(?:, )?)+) \| `([^`]+)` \|", re.MULTILINE)
_DEFINED = [
    'Word = NewType("Word", str)',
    "class Colour(Enum):",
    "    RED = 1",
    "class Access(Flag):",
    "    READ = 1",
    "@dataclasses.dataclass",
    "class Person:",
    "    name: str",
    "class Listener(Protocol):",
    "    def told(self) -> None: ...",
    "class Every(Protocol):",
]


def _rows() -> Iterator[tuple[str, str]]:
    """Each type of the table, and what Go has for it."""
    table = MANUAL.read_text().partition("## Types")[2].partition("## Names")[0]
    for types, go in _ROW.findall(table):
        for type_ in re.findall(r"`([^`]+)`", types):
            yield type_.replace(r"\|", "|"), go


def _methods(types: list[str]) -> list[GobMethod]:
    methods = (f"    def m{n}(self, value: {each}) -> None: ..." for n, each in enumerate(types))
    text = "\n".join([*IMPORTS, *MORE_IMPORTS, *_DEFINED, *methods])
    interface = check(
        python.parse(SourceFile("every.py", "every", in_package=False, text=text))
    ).sound()
    contract = lower(interface, SourceSettings(netrpc=True), None).netrpc
    assert contract is not None
    return list(next(s for s in contract.services if s.protocol.name == "Every").methods)


def test_go_has_what_the_manual_says() -> None:
    rows = list(_rows())
    found = [method.fields[0].go for method in _methods([type_ for type_, _ in rows])]
    assert list(zip([type_ for type_, _ in rows], found, strict=True)) == rows


def test_no_type_is_missing() -> None:
    parameters = [method.method.parameters[0] for method in _methods([each for each, _ in _rows()])]
    types = [inner for each in parameters for inner in within(each.type)]
    assert {type(each) for each in types} == {*get_args(Type)} - {NoneType, ErrorType}
    assert _kinds(types, ConvertedType) == {*ConvertedKind} - {ConvertedKind.OBJECT_NUMBER}
    assert _kinds(types, ListType) == {*CollectionKind}
    assert _kinds(types, DictType) == {*MappingKind}
    assert _kinds(types, ScalarType) == {*ScalarKind}
    formats = {each.format for each in types if isinstance(each, ScalarType)}
    assert formats == {*NumberFormat, None}


def _kinds(types: list[Type], of: type) -> set[object]:
    return {each.kind for each in types if isinstance(each, of) and hasattr(each, "kind")}
