"""The contract over net/rpc: shapes, names, and what it refuses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gen_plugin.check import check
from gen_plugin.diagnostics.diagnostic import InputRefused
from gen_plugin.lower import lock_file, lower, placed, restoring
from gen_plugin.lower.lock import Lock
from gen_plugin.lower.netrpc import go_names
from gen_plugin.lower.netrpc.contract import NetRpcContract, Nothing
from gen_plugin.model.interface import Interface, SourceFile
from gen_plugin.parse import python
from gen_plugin.proto.described import read_descriptor
from gen_plugin.proto.protoc import compile_file
from gen_plugin.render import render_proto
from gen_plugin.settings.settings import SourceSettings

NETRPC = SourceSettings(netrpc=True)
STORE = "class Store(Protocol):\n    "


_HEAD = """\
from collections.abc import Callable, Iterator
from typing import Protocol
"""


def _checked(text: str) -> Interface:
    file = SourceFile("store.py", "store", in_package=False, text=_HEAD + text)
    return check(python.parse(file)).sound()


def _lowered(
    text: str, settings: SourceSettings = NETRPC, lock: Lock | None = None
) -> tuple[NetRpcContract, Lock]:
    contract = lower(_checked(text), settings, lock)
    assert contract.netrpc is not None
    return contract.netrpc, contract.lock


def _calls(contract: NetRpcContract) -> list[str]:
    return [
        f"{m.name}({', '.join(f'{f.name} {f.go}'.strip() for f in m.fields)}) {m.result}".strip()
        for service in contract.services
        for m in service.methods
    ]


def _refused(text: str, settings: SourceSettings = NETRPC) -> list[str]:
    with pytest.raises(InputRefused) as caught:
        _lowered(text, settings)
    return [
        f"{each.code} {each.span.line if each.span else 0} {each.message}"
        for each in caught.value.diagnostics
    ]


@pytest.mark.parametrize(
    ("method", "call"),
    [
        ("def greet(self) -> str: ...", "Greet() string"),
        ("def greet(self, name: str) -> None: ...", "Greet(string)"),
        ("def greet(self, name: str, n: int) -> bool: ...", "Greet(Name string, N int64) bool"),
        ("def say_it(self, *words: str) -> None: ...", "SayIt([]string)"),
        ("def find(self, n: int | None) -> int | None: ...", "Find(OptionalInt64) OptionalInt64"),
        ("def both(self) -> tuple[int, str]: ...", "Both() TupleOfInt64AndString"),
        ("def at(self, x: int = len('ab')) -> None: ...", "At(OptionalInt64)"),
        (
            "def told(self, f: Callable[[int], None], n: int) -> None: ...",
            "Told(F uint32, N int64)",
        ),
        ("def keyed(self, d: dict[bytes, int]) -> None: ...", "Keyed([]EntryOfDictOfBytesToInt64)"),
        ("def union(self, d: int | str) -> None: ...", "Union(Int64OrString)"),
    ],
)
def test_calls_are_as_a_go_author_writes_them(method: str, call: str) -> None:
    contract, _ = _lowered(STORE + method)
    assert call in _calls(contract)


@pytest.mark.parametrize(
    ("method", "message"),
    [
        (
            "def watch(self, key: str) -> Iterator[bytes]: ...",
            "GP601 4 watch returns a stream, which net/rpc cannot carry",
        ),
        (
            "def feed(self, items: Iterator[bytes]) -> None: ...",
            "GP601 4 feed takes a stream, 'items', which net/rpc cannot carry",
        ),
    ],
)
def test_streams_are_refused_at_their_place(method: str, message: str) -> None:
    assert _refused(STORE + method) == [message]


def test_without_the_setting_streams_are_fine() -> None:
    text = STORE + "def a(self) -> Iterator[int]: ..."
    assert lower(_checked(text), SourceSettings(), None).netrpc is None


def test_maps_hold_what_every_go_program_has_registered() -> None:
    settings = replace(NETRPC, netrpc_maps=frozenset({"Store.put"}))
    assert _refused(STORE + "def put(self, key: str, tags: list[str]) -> None: ...", settings) == [
        "GP602 4 'tags' of put cannot lie in a map of arguments"
    ]
    contract, _ = _lowered(STORE + "def put(self, key: str, n: int) -> None: ...", settings)
    assert _calls(contract) == ["Put(key string, n int64)"]


def test_nothing_stays_what_it_was() -> None:
    text = STORE + "def put(self) -> None: ..."
    contract, lock = _lowered(text, replace(NETRPC, netrpc_nothing="struct{}"))
    assert contract.nothing is Nothing.STRUCT
    again, relocked = _lowered(text, NETRPC, lock)
    assert (again.nothing, relocked) == (Nothing.STRUCT, lock)
    other, _ = _lowered(text, replace(NETRPC, netrpc_nothing="interface{}"), lock)
    assert other.nothing is Nothing.INTERFACE


def test_a_map_of_nothing_is_nothing_and_of_an_unknown_method_refused() -> None:
    text = STORE + "def put(self) -> None: ..."
    contract, _ = _lowered(text, replace(NETRPC, netrpc_maps=frozenset({"Store.put"})))
    assert _calls(contract) == ["Put()"]
    assert _refused(text, replace(NETRPC, netrpc_maps=frozenset({"Store.pt"}))) == [
        "GP508 0 netrpc-maps speaks of the method 'Store.pt', which is not there"
    ]


def test_names_are_pinned_and_kept() -> None:
    text = STORE + "def get(self, id: int, foo_bar: int, fooBar: int) -> None: ..."
    settings = replace(NETRPC, netrpc_names={"Store.get(id)": "ID", "Store": "store_v0"})
    contract, lock = _lowered(text, settings)
    assert _calls(contract) == ["Get(ID int64, FooBar int64, FooBar2 int64)"]
    assert contract.services[0].plugin == "store_v0"
    assert lock.netrpc == {
        "Store": "store_v0",
        "Store.get": "Get",
        "Store.get(id)": "ID",
        "Store.get(foo_bar)": "FooBar",
        "Store.get(fooBar)": "FooBar2",
    }
    turned = STORE + "def get(self, fooBar: int, foo_bar: int, id: int) -> None: ..."
    again, _ = _lowered(turned, NETRPC, lock)
    assert _calls(again) == ["Get(FooBar2 int64, FooBar int64, ID int64)"]
    assert again.services[0].plugin == "store_v0"


@pytest.mark.parametrize(
    ("path", "package"),
    [
        ("a/key_value.py", "keyvalue"),
        ("interface.py", "interfaceplugin"),
        ("_2d.py", "p2d"),
        ("grüße.py", "gru00fcu00dfe"),
    ],
)
def test_the_package_has_a_name_that_go_takes(path: str, package: str) -> None:
    assert go_names.package(path) == package


def test_the_lock_knows_what_a_union_can_be() -> None:
    text = (
        'Word = NewType("Word", str)\n' + STORE + "def put(self, x: list[Word | int]) -> None: ..."
    )
    _, lock = _lowered("from typing import NewType\n" + text)
    assert lock.netrpc_types["Store.put(x)"] == "[]union(String, Int64)"


def test_a_map_stays_one() -> None:
    text = STORE + "def put(self, key: str, n: int) -> None: ..."
    contract, lock = _lowered(text, replace(NETRPC, netrpc_maps=frozenset({"Store.put"})))
    again, relocked = _lowered(text, NETRPC, lock)
    assert _calls(again) == _calls(contract)
    assert relocked == lock
    without = lower(_checked(text), SourceSettings(), lock).lock
    assert (without.netrpc, without.netrpc_types) == ({}, {})


def test_a_lost_lock_is_made_again_from_the_proto() -> None:
    text = STORE + "def put(self, foo_bar: str, fooBar: int) -> None: ..."
    settings = replace(NETRPC, netrpc_names={"Store": "old store"})
    contract = placed(lower(_checked(text), settings, None), "../store.py")
    shown = render_proto(contract.file)
    file = read_descriptor(compile_file("store.proto", shown))
    restored = restoring.restore(file, shown, "store.py", (), "store.proto")
    assert restored.netrpc == contract.lock.netrpc
    assert restored.netrpc_types == contract.lock.netrpc_types
    assert lock_file.read(lock_file.write(contract.lock)) == contract.lock


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ({"Store.get": "get"}, "GP603 4 Store.get is pinned to 'get', which Go does not export"),
        ({"Store.gte": "Get"}, "GP508 0 netrpc-names speaks of 'Store.gte', which"),
    ],
)
def test_pins_that_cannot_be(names: dict[str, str], message: str) -> None:
    settings = replace(NETRPC, netrpc_names=names)
    [found] = _refused(STORE + "def get(self) -> None: ...", settings)
    assert found.startswith(message)


def test_a_lock_with_a_name_that_go_does_not_export() -> None:
    text = STORE + "def get(self) -> None: ..."
    _, lock = _lowered(text)
    broken = replace(lock, netrpc=lock.netrpc | {"Store.get": 'Get", "'})
    with pytest.raises(InputRefused, match="GP603") as caught:
        _lowered(text, NETRPC, broken)
    assert "is in gen-plugin.lock as" in str(caught.value)


def test_a_pin_that_contradicts_the_lock() -> None:
    text = STORE + "def get(self) -> None: ..."
    _, lock = _lowered(text)
    with pytest.raises(InputRefused, match="GP504"):
        _lowered(text, replace(NETRPC, netrpc_names={"Store.get": "Fetch"}), lock)
