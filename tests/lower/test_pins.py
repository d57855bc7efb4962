"""Pins: what they reach, and when they are refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.lower.building import (
    BYTES,
    INT,
    STR,
    enum,
    field,
    interface,
    member,
    method,
    parameter,
    protocol,
    record,
)

from gen_plugin.diagnostics.diagnostic import InputRefused
from gen_plugin.lower import lower
from gen_plugin.lower.lock import Lock, LockedField
from gen_plugin.model.interface import Interface, PinnedField, PinnedMethod, RecordField
from gen_plugin.settings.settings import ProtocolSettings, SourceSettings

NO_SETTINGS = SourceSettings()


def _refused(
    given: Interface, settings: SourceSettings = NO_SETTINGS, lock: Lock | None = None
) -> list[str]:
    with pytest.raises(InputRefused) as caught:
        lower(given, settings, lock)
    return [f"{each.code} {each.message}" for each in caught.value.diagnostics]


def _lock(given: Interface) -> Lock:
    return lower(given, NO_SETTINGS, None).lock


def test_every_name_can_be_pinned() -> None:
    contract = lower(
        interface(
            protocol(
                "Greeter",
                method(
                    "greet",
                    parameter("who", number=7, wire_name="person"),
                    result=STR,
                    result_pinned=PinnedField(2, "text"),
                    pinned=PinnedMethod("Hello", "Question", "Answer"),
                ),
                service="Hospitality",
                plugin="host",
            ),
            record("Person", field("name", number=3, wire_name="title"), message="Human"),
        ),
        SourceSettings(package="old.api", protocol_version=4, cookie_key="K", cookie_value="v"),
        None,
    )
    (service,) = contract.services
    (bound,) = service.methods
    assert (service.full_name, service.plugin) == ("old.api.Hospitality", "host")
    assert bound.path == "/old.api.Hospitality/Hello"
    fields = {
        name: [(each.field.name, each.field.number) for each in binding.fields]
        for name, binding in contract.messages.items()
    }
    assert fields == {"Question": [("person", 7)], "Answer": [("text", 2)], "Human": [("title", 3)]}
    assert contract.handshake.protocol_version == 4


def test_a_pin_goes_before_what_would_have_had_the_name() -> None:
    contract = lower(
        interface(protocol("Greeter"), record("A", field("b"), field("x", wire_name="b"))),
        NO_SETTINGS,
        None,
    )
    names = {each.python_name: each.field.name for each in contract.messages["A"].fields}
    assert names == {"b": "b_2", "x": "b"}


def test_source_and_settings_must_agree() -> None:
    given = interface(
        protocol("KV", method("get", pinned=PinnedMethod("Get")), service="KV", plugin="kv")
    )
    settings = SourceSettings(
        protocols={"KV": ProtocolSettings("Store", "kv", {"get": PinnedMethod("Fetch")})}
    )
    assert _refused(given, settings) == [
        "GP503 the method is pinned to 'Get' here, and to 'Fetch' in pyproject.toml",
        "GP503 the service is pinned to 'KV' here, and to 'Store' in pyproject.toml",
    ]


def test_settings_must_speak_of_what_there_is() -> None:
    settings = SourceSettings(
        protocols={
            "KW": ProtocolSettings(),
            "KV": ProtocolSettings(methods={"gte": PinnedMethod("Get")}),
        }
    )
    given = interface(protocol("KV", method("get")))
    assert _refused(given, settings) == [
        "GP508 pyproject.toml speaks of the Protocol 'KW', which greeter.py does not have",
        "GP508 pyproject.toml speaks of the method 'gte', which KV does not have",
    ]


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        (SourceSettings(package="other"), "package is set to 'other', but is 'greeter.v1'"),
        (
            SourceSettings(cookie_key="OTHER"),
            "cookie-key is set to 'OTHER', but is 'GREETER_PLUGIN'",
        ),
    ],
)
def test_settings_may_not_contradict_the_lock(settings: SourceSettings, what: str) -> None:
    given = interface(protocol("Greeter", method("greet")))
    assert _refused(given, settings, _lock(given)) == [f"GP504 {what} in gen-plugin.lock"]


def test_the_protocol_version_may_be_raised_and_stays() -> None:
    given = interface(protocol("Greeter"))
    raised = lower(given, SourceSettings(protocol_version=2), _lock(given))
    assert lower(given, NO_SETTINGS, raised.lock).handshake.protocol_version == 2


def test_pins_may_not_contradict_the_lock() -> None:
    lock = _lock(
        interface(protocol("Greeter", method("greet", parameter("name"))), record("Person"))
    )
    given = interface(
        protocol(
            "Greeter",
            method(
                "greet",
                parameter("name", number=5, wire_name="who"),
                pinned=PinnedMethod("Hello", "Ask"),
            ),
            service="Other",
            plugin="other",
        ),
        record("Person", message="Human"),
    )
    place = "in gen-plugin.lock"
    assert sorted(_refused(given, lock=lock)) == [
        f"GP504 Greeter is pinned to the name 'Other', but is 'Greeter' {place}",
        f"GP504 Greeter is pinned to the name 'other', but is 'greeter' {place}",
        f"GP504 Greeter.greet is pinned to the name 'Hello', but is 'Greet' {place}",
        f"GP504 Greeter.greet() is pinned to the name 'Ask', but is 'GreeterGreetRequest' {place}",
        f"GP504 Greeter.greet(name) is pinned to the name 'who', but is 'name' {place}",
        f"GP504 Greeter.greet(name) is pinned to the number 5, but has 1 {place}",
        f"GP504 Person is pinned to the name 'Human', but is 'Person' {place}",
    ]


def test_two_pins_may_not_meet() -> None:
    given = interface(
        protocol("Greeter", method("greet"), service="Thing"),
        record("A", field("x", number=2), field("y", number=2), message="Thing"),
        record("B", field("foo", wire_name="a_b"), field("bar", wire_name="aB")),
    )
    assert sorted(_refused(given)) == [
        "GP502 the name 'Thing' of A is that of Greeter, or too like it for protobuf",
        "GP502 the name 'aB' of B.bar is that of B.foo, or too like it for protobuf",
        "GP506 A.y has the number 2, which A.x has too",
    ]


@pytest.mark.parametrize("size", [field("size", number=2), field("size", wire_name="age")])
def test_a_pin_may_not_bring_a_deleted_field_back_as_another_one(size: RecordField) -> None:
    lock = _lock(interface(protocol("Greeter"), record("A", field("name"), field("age"))))
    given = interface(protocol("Greeter"), record("A", field("name"), size))
    (message,) = _refused(given, lock=lock)
    assert message.startswith("GP507 A.size is field ")
    assert message.endswith("but field 2 'age' was deleted and may not come back as another one")


def test_what_a_merge_left_twice_is_told_at_both_places() -> None:
    given = interface(
        protocol("Greeter"),
        record("A", field("x"), field("y")),
        record("B", field("a_b"), field("aB")),
        enum("Color", member("RED"), member("BLUE")),
    )
    lock = _lock(given)
    merged = replace(
        lock,
        fields=lock.fields
        | {
            "A.x": LockedField("x", 2),
            "B.a_b": LockedField("a_b", 1),
            "B.aB": LockedField("aB", 2),
        },
        members=lock.members | {"Color.RED": LockedField("COLOR_RED", 2)},
    )
    with pytest.raises(InputRefused) as caught:
        lower(given, NO_SETTINGS, merged)
    found = {(each.code, each.span): each for each in caught.value.diagnostics}
    a, b = given.records["greeter:A"].fields, given.records["greeter:B"].fields
    members = given.enums["greeter:Color"].members
    assert found.keys() == {
        ("GP506", a[0].span),
        ("GP506", a[1].span),
        ("GP502", b[1].span),
        ("GP506", members[0].span),
        ("GP506", members[1].span),
    }
    assert all("delete the line" in each.fix for each in found.values())


def test_methods_may_share_a_message_that_is_the_same() -> None:
    shared = PinnedMethod(request="Key", response="Empty")
    given = interface(
        protocol(
            "KV",
            method("lock", parameter("key"), pinned=shared),
            method("unlock", parameter("key"), pinned=shared),
        )
    )
    contract = lower(given, NO_SETTINGS, None)
    assert [each.name for each in contract.file.messages] == ["Key", "Empty"]
    assert contract.messages["Key"].method == "KV.lock"
    assert lower(given, NO_SETTINGS, contract.lock) == contract


def test_methods_may_not_share_a_message_for_something_else() -> None:
    given = interface(
        protocol(
            "KV",
            method("get", parameter("key"), pinned=PinnedMethod(request="Key")),
            method("put", parameter("key", BYTES), pinned=PinnedMethod(request="Key")),
            method("drop", parameter("name"), pinned=PinnedMethod(request="Key")),
            method("count", result=INT, pinned=PinnedMethod(request="Nothing", response="Nothing")),
        )
    )
    assert _refused(given) == [
        f"GP510 {one} and {other} are both the message '{name}', but carry something else"
        for one, other, name in [
            ("KV.put()", "KV.get()", "Key"),
            ("KV.drop()", "KV.get()", "Key"),
            ("KV.count() ->", "KV.count()", "Nothing"),
        ]
    ]
