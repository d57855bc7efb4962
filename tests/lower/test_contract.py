"""What of the contract is neither a name, a number nor a type."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from tests.lower.building import STR, field, interface, method, parameter, protocol, record

from gen_plugin.lower import lower
from gen_plugin.lower.contract import Handshake
from gen_plugin.model.types import DictType, ListType, OptionalType, RecordType
from gen_plugin.settings.settings import SourceSettings


def test_the_handshake_follows_from_the_source() -> None:
    given = interface(protocol("Greeter"), module="app.my-greeter", path="src/app/my-greeter.py")
    contract = lower(given, SourceSettings(), None)
    package = "app.my_greeter.v1"
    assert contract.file.name == "my-greeter.proto"
    assert contract.file.package == package
    assert contract.handshake == Handshake(
        1, "MY_GREETER_PLUGIN", hashlib.sha256(package.encode()).hexdigest()
    )


def test_the_lock_keeps_what_the_caller_put_into_it() -> None:
    given = interface(protocol("Greeter"))
    lock = replace(
        lower(given, SourceSettings(), None).lock, source="../greeter.py", files=("a", "b")
    )
    assert lower(given, SourceSettings(), lock).lock == lock


def test_messages_that_can_hold_themselves_are_recursive() -> None:
    def to(name: str) -> RecordType:
        return RecordType(f"greeter:{name}")

    contract = lower(
        interface(
            protocol("Greeter", method("greet", parameter("tree", to("Tree")))),
            record("Tree", field("children", ListType(to("Tree")))),
            record("Ping", field("pong", OptionalType(to("Pong")))),
            record("Pong", field("pings", DictType(STR, ListType(to("Ping"))))),
            record("Leaf", field("trees", ListType(ListType(STR)))),
        ),
        SourceSettings(),
        None,
    )
    found = {name for name, each in contract.messages.items() if each.recursive}
    assert found == {"Tree", "Ping", "Pong", "Pong.PingsValue"}


def test_docstrings_become_comments() -> None:
    greeter = replace(
        protocol("Greeter", method("greet", docstring="Say hello.\n\nTwice.")), docstring="Greets."
    )
    person = replace(record("Person", field("name", comment="In full.")), docstring="Somebody.")
    contract = lower(
        replace(interface(greeter, person), docstring="Greetings."), SourceSettings(), None
    )
    (service,) = contract.file.services
    assert contract.file.comment == "Greetings."
    assert service.comment == "Greets."
    assert service.methods[0].comment == "Say hello.\n\nTwice."
    message = contract.messages["Person"].message
    assert (message.comment, message.fields[0].comment) == ("Somebody.", "In full.")


def test_fields_stand_in_the_order_of_their_numbers() -> None:
    given = interface(protocol("Greeter"), record("A", field("a", number=2), field("b", number=1)))
    binding = lower(given, SourceSettings(), None).messages["A"]
    assert [each.python_name for each in binding.fields] == ["b", "a"]
    assert [each.name for each in binding.message.fields] == ["b", "a"]
