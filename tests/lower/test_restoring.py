"""The lock made again from the .proto."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.lower.interfaces import edited, interfaces
from tests.parse.sources import parse_text

from gen_plugin.lower import lower, restoring
from gen_plugin.lower.contract import Contract
from gen_plugin.lower.lock import Lock
from gen_plugin.model.interface import Interface
from gen_plugin.proto.described import read_descriptor
from gen_plugin.proto.protoc import compile_file
from gen_plugin.render import render_proto
from gen_plugin.settings.settings import SourceSettings

SETTINGS = SourceSettings()
FILES = ("client.py", "gen-plugin.lock")


def _placed(contract: Contract, source: str = "../greeter.py") -> Contract:
    lock = replace(contract.lock, source=source, files=FILES)
    file = replace(contract.file, notes=restoring.notes(contract.file, lock))
    return replace(contract, lock=lock, file=file)


def _restored(contract: Contract) -> Lock:
    text = render_proto(contract.file)
    file = read_descriptor(compile_file(contract.file.name, text))
    return restoring.restore(file, text, "greeter.py", FILES, "greeter.proto")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), interfaces())
def test_whatever_became_of_an_interface(data: st.DataObject, interface: Interface) -> None:
    contract = _placed(lower(interface, SETTINGS, None))
    for _ in range(2):
        interface = data.draw(edited(interface))
        contract = _placed(lower(interface, SETTINGS, contract.lock))
    assert _restored(contract) == contract.lock


PLAIN = '''
class Kind(Enum):
    """A kind."""
    SMALL = 1
    LARGE = 2

@dataclass
class Person:
    name: str
    kind: Kind
    friends: list[Person]
    since: datetime.datetime
    age: int = 3

class Greeter(Protocol):
    def say_hello(self, who: Person, times: int = 1) -> str: ...
    def watch(self) -> Iterator[Person]: ...
    def tell(self, lines: Iterator[str]) -> int | None: ...
    def put(self, values: dict[str, float], key: int | str | Person) -> None: ...
'''


def test_an_ordinary_interface_needs_no_notes(tmp_path: Path) -> None:
    contract = lower(parse_text(tmp_path, PLAIN), SETTINGS, None)
    contract = _placed(contract, "../store.py")

    assert contract.file.notes == ()
    text = render_proto(contract.file)
    file = read_descriptor(compile_file("store.proto", text))
    assert restoring.restore(file, text, "store.py", FILES, "x") == contract.lock


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        (
            "class S(Protocol):\n    def f(self, x: uuid.UUID) -> None: ...",
            ['gen-plugin: types "S.f(x)" = "uuid.UUID"'],
        ),
        (
            "class S(Protocol):\n    def sayIt(self, x: int) -> None: ...",
            ['gen-plugin: methods "S.sayIt" = "SayIt"'],
        ),
        (
            "class S(Protocol):\n    def f(self, x: int | None) -> None: ...",
            ['gen-plugin: types "S.f(x)" = "int | None"'],
        ),
    ],
)
def test_notes(text: str, notes: list[str], tmp_path: Path) -> None:
    made = lower(parse_text(tmp_path, f"import uuid\n{text}"), SETTINGS, None)

    assert list(_placed(made, "../store.py").file.notes) == [restoring.HEAD, *notes]


def test_a_message_that_nests_one_of_its_own_name(tmp_path: Path) -> None:
    text = """
@dataclass
class FooValue:
    foo: dict[str, list[int]]

class S(Protocol):
    def f(self, x: FooValue) -> None: ...
"""
    contract = _placed(lower(parse_text(tmp_path, text), SETTINGS, None))
    [message] = [each for each in contract.file.messages if each.name == "FooValue"]

    assert "FooValue" in [each.name for each in message.nested]
    assert _restored(contract) == contract.lock


def test_handshakes_that_do_not_follow(tmp_path: Path) -> None:
    wanted = SourceSettings(protocol_version=7, cookie_key="K", cookie_value="\u2028\\")
    made = lower(parse_text(tmp_path, PLAIN), wanted, None)
    contract = _placed(made, "../../elsewhere/store.py")

    assert len(contract.file.notes) == 5
    text = render_proto(contract.file)
    file = read_descriptor(compile_file("store.proto", text))
    assert restoring.restore(file, text, "store.py", FILES, "x") == contract.lock
