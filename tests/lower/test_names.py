"""Names: what Python allows and protobuf does not, side by side with what it becomes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.lower.building import (
    INT,
    STR,
    enum,
    field,
    interface,
    member,
    method,
    protocol,
    record,
)

from gen_plugin.lower import lower, names
from gen_plugin.model.types import DictType, EnumType, ListType, RecordType
from gen_plugin.settings.settings import SourceSettings

FIELDS = [
    (["name", "age"], ["name", "age"]),
    (["foo_bar", "fooBar"], ["foo_bar", "fooBar_2"]),
    (["fooBar", "foo_bar"], ["fooBar", "foo_bar_2"]),
    (["x", "x_"], ["x", "x_2"]),
    (["x", "x_", "x_2", "X"], ["x", "x_3", "x_2", "X_4"]),
    (["foo1", "foo_1"], ["foo1", "foo_1_2"]),
    (["_", "__"], ["unnamed", "unnamed_2"]),
    (["unnamed", "_"], ["unnamed", "unnamed_2"]),
    (["_x", "_1"], ["x", "_1"]),
    (["_x", "x", "__x"], ["x_2", "x", "x_3"]),
    (["message", "option", "reserved"], ["message", "option", "reserved"]),
    (
        ["SerializeToString", "Clear", "DESCRIPTOR"],
        ["SerializeToString_field", "Clear_field", "DESCRIPTOR_field"],
    ),
    (["Clear", "Clear_field"], ["Clear_field_2", "Clear_field"]),
]


@pytest.mark.parametrize(("python", "proto"), FIELDS)
def test_fields(python: Sequence[str], proto: Sequence[str]) -> None:
    contract = lower(
        interface(protocol("Greeter"), record("Holder", *map(field, python))),
        SourceSettings(),
        None,
    )
    bindings = contract.messages["Holder"].fields
    assert [each.python_name for each in bindings] == list(python)
    assert [each.field.name for each in bindings] == list(proto)


METHODS = [
    (["greet"], ["Greet"]),
    (["say_hello", "sayHello"], ["SayHello", "SayHello2"]),
    (["get", "Get", "GET"], ["Get", "Get2", "GET3"]),
    (["_", "x_"], ["Unnamed", "X"]),
]


@pytest.mark.parametrize(("python", "proto"), METHODS)
def test_methods(python: Sequence[str], proto: Sequence[str]) -> None:
    contract = lower(interface(protocol("Greeter", *map(method, python))), SourceSettings(), None)
    (service,) = contract.services
    assert [each.name for each in service.methods] == list(proto)
    assert [each.request for each in service.methods] == [f"Greeter{each}Request" for each in proto]


MEMBERS = [
    (["BLUE", "RED"], ["COLOR_BLUE", "COLOR_RED"]),
    (["darkBlue", "DARK_BLUE"], ["COLOR_DARK_BLUE", "COLOR_DARK_BLUE_2"]),
    (["blue", "BLUE"], ["COLOR_BLUE", "COLOR_BLUE_2"]),
    (["COLOR_BLUE", "BLUE"], ["COLOR_COLOR_BLUE", "COLOR_BLUE"]),
    (["_", "COLOR"], ["COLOR_UNNAMED", "COLOR_COLOR"]),
]


@pytest.mark.parametrize(("python", "proto"), MEMBERS)
def test_enum_members(python: Sequence[str], proto: Sequence[str]) -> None:
    contract = lower(
        interface(protocol("Greeter"), enum("Color", *map(member, python))),
        SourceSettings(),
        None,
    )
    (made,) = contract.file.enums
    assert [each.name for each in made.values] == ["COLOR_UNSPECIFIED", *proto]


def test_a_member_called_unspecified_keeps_its_name_and_the_added_zero_gives_way() -> None:
    contract = lower(
        interface(protocol("Greeter"), enum("Color", member("UNSPECIFIED", 3))),
        SourceSettings(),
        None,
    )
    (made,) = contract.file.enums
    assert [(each.name, each.number) for each in made.values] == [
        ("COLOR_UNSPECIFIED_2", 0),
        ("COLOR_UNSPECIFIED", 3),
    ]


def test_everything_in_the_package_has_a_name_of_its_own() -> None:
    contract = lower(
        interface(
            protocol("Greeter", method("greet")),
            protocol("greeter", method("greet")),
            record("GreeterGreetRequest"),
            record("COLOR_BLUE"),
            record("Color", module="people"),
            record("message"),
            enum("Color", member("BLUE")),
            enum("Color", member("BLUE"), module="other"),
        ),
        SourceSettings(),
        None,
    )
    file = contract.file
    assert [each.name for each in file.services] == ["Greeter", "greeter2"]
    assert [each.name for each in file.messages] == [
        "GreeterGreetRequest2",
        "GreeterGreetResponse",
        "greeterGreetRequest3",
        "greeterGreetResponse2",
        "GreeterGreetRequest",
        "COLOR_BLUE",
        "Color",
        "messageType",
    ]
    assert [each.name for each in file.enums] == ["Color2", "Color3"]
    assert [value.name for each in file.enums for value in each.values] == [
        "COLOR2_UNSPECIFIED",
        "COLOR2_BLUE",
        "COLOR3_UNSPECIFIED",
        "COLOR3_BLUE",
    ]
    assert [each.plugin for each in contract.services] == ["greeter", "greeter_2"]


def test_nested_messages_give_way_to_fields_and_map_entries() -> None:
    matrix = ListType(ListType(INT))
    contract = lower(
        interface(
            protocol("Greeter"),
            record(
                "Holder",
                field("foo", matrix),
                field("FooItem"),
                field("bar", DictType(STR, INT)),
                field("BarEntry"),
                field("bar_", DictType(EnumType("greeter:Color"), RecordType("greeter:BarEntry"))),
            ),
            record("BarEntry"),
            enum("Color", member("RED")),
        ),
        SourceSettings(),
        None,
    )
    holder = contract.messages["Holder"].message
    assert [each.name for each in holder.fields] == ["foo", "FooItem", "bar", "BarEntry_2", "bar_2"]
    assert [each.name for each in holder.nested] == ["FooItem2", "Bar2Entry"]


@pytest.mark.parametrize(
    ("module", "package"),
    [
        ("greeter", "greeter.v1"),
        ("myapp.plugins.greeter", "myapp.plugins.greeter.v1"),
        ("my-plugin.2nd", "my_plugin._2nd.v1"),
        ("grüße", "gru00fcu00dfe.v1"),
    ],
)
def test_package(module: str, package: str) -> None:
    assert names.package(module) == package


@pytest.mark.parametrize(
    ("protocol_name", "plugin"),
    [
        ("Greeter", "greeter"),
        ("KeyValue", "key_value"),
        ("KV", "kv"),
        ("HTTPClient2", "http_client2"),
    ],
)
def test_plugin(protocol_name: str, plugin: str) -> None:
    assert names.plugin(protocol_name) == plugin


@pytest.mark.parametrize(
    ("stem", "key"),
    [
        ("greeter", "GREETER_PLUGIN"),
        ("my-clock", "MY_CLOCK_PLUGIN"),
        ("keyValue", "KEY_VALUE_PLUGIN"),
    ],
)
def test_cookie_key(stem: str, key: str) -> None:
    assert names.cookie_key(stem) == key
