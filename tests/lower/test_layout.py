"""What each Python type becomes in the .proto."""

from __future__ import annotations

import pytest
from tests.lower.building import (
    BOOL,
    BYTES,
    FLOAT,
    INT,
    STR,
    enum,
    field,
    interface,
    member,
    protocol,
    record,
)
from tests.proto.printer import print_message

from gen_plugin.lower import lower
from gen_plugin.lower.contract import Shape
from gen_plugin.model.interface import Default, EmptyContainer, EnumMember, Literal
from gen_plugin.model.types import DictType, EnumType, ListType, OptionalType, RecordType, Type
from gen_plugin.settings.settings import SourceSettings

COLOR = EnumType("greeter:Color")
PERSON = RecordType("greeter:Person")

FIELDS: list[tuple[Type, Default | None, str]] = [
    (STR, None, "string x = 1;"),
    (INT, None, "int64 x = 1;"),
    (FLOAT, None, "double x = 1;"),
    (BOOL, None, "bool x = 1;"),
    (BYTES, None, "bytes x = 1;"),
    (COLOR, None, "Color x = 1;"),
    (PERSON, None, "Person x = 1;"),
    (INT, Literal(0), "optional int64 x = 1;"),
    (COLOR, EnumMember("greeter:Color", "RED"), "optional Color x = 1;"),
    (OptionalType(INT), None, "optional int64 x = 1;"),
    (OptionalType(INT), Literal(None), "optional int64 x = 1;"),
    (OptionalType(COLOR), None, "optional Color x = 1;"),
    (OptionalType(PERSON), None, "Person x = 1;"),
    (OptionalType(PERSON), Literal(None), "Person x = 1;"),
    (
        OptionalType(INT),
        Literal(5),
        "message XValue { optional int64 value = 1; } XValue x = 1;",
    ),
    (ListType(STR), None, "repeated string x = 1;"),
    (ListType(STR), EmptyContainer(), "repeated string x = 1;"),
    (ListType(PERSON), None, "repeated Person x = 1;"),
    (
        ListType(ListType(INT)),
        None,
        "message XItem { repeated int64 items = 1; } repeated XItem x = 1;",
    ),
    (
        ListType(ListType(ListType(INT))),
        None,
        (
            "message XItem { repeated XItemItem items = 1; } "
            "message XItemItem { repeated int64 items = 1; } repeated XItem x = 1;"
        ),
    ),
    (
        ListType(OptionalType(INT)),
        None,
        "message XItem { optional int64 value = 1; } repeated XItem x = 1;",
    ),
    (
        ListType(OptionalType(PERSON)),
        None,
        "message XItem { Person value = 1; } repeated XItem x = 1;",
    ),
    (
        ListType(DictType(STR, INT)),
        None,
        "message XItem { map<string, int64> items = 1; } repeated XItem x = 1;",
    ),
    (
        ListType(OptionalType(ListType(INT))),
        None,
        (
            "message XItem { XItemValue value = 1; } "
            "message XItemValue { repeated int64 items = 1; } repeated XItem x = 1;"
        ),
    ),
    (DictType(STR, FLOAT), None, "map<string, double> x = 1;"),
    (DictType(INT, PERSON), EmptyContainer(), "map<int64, Person> x = 1;"),
    (DictType(BOOL, COLOR), None, "map<bool, Color> x = 1;"),
    (
        DictType(STR, ListType(INT)),
        None,
        "message XValue { repeated int64 items = 1; } map<string, XValue> x = 1;",
    ),
    (
        DictType(STR, OptionalType(INT)),
        None,
        "message XValue { optional int64 value = 1; } map<string, XValue> x = 1;",
    ),
    (
        DictType(COLOR, STR),
        None,
        "message XEntry { Color key = 1; string value = 2; } repeated XEntry x = 1;",
    ),
    (
        DictType(FLOAT, ListType(STR)),
        None,
        (
            "message XEntry { double key = 1; XValue value = 2; } "
            "message XValue { repeated string items = 1; } repeated XEntry x = 1;"
        ),
    ),
    (
        OptionalType(ListType(STR)),
        None,
        "message XValue { repeated string items = 1; } XValue x = 1;",
    ),
    (
        OptionalType(ListType(STR)),
        Literal(None),
        "message XValue { repeated string items = 1; } XValue x = 1;",
    ),
    (
        OptionalType(ListType(STR)),
        EmptyContainer(),
        (
            "message XValue { XValueValue value = 1; } "
            "message XValueValue { repeated string items = 1; } XValue x = 1;"
        ),
    ),
    (
        OptionalType(DictType(BYTES, INT)),
        None,
        (
            "message XValue { repeated XValueEntry items = 1; } "
            "message XValueEntry { bytes key = 1; int64 value = 2; } XValue x = 1;"
        ),
    ),
]


@pytest.mark.parametrize(("type_", "default", "expected"), FIELDS)
def test_type(type_: Type, default: Default | None, expected: str) -> None:
    contract = lower(
        interface(
            protocol("Greeter"),
            record("Holder", field("x", type_, default)),
            record("Person"),
            enum("Color", member("RED")),
        ),
        SourceSettings(),
        None,
    )
    holder = contract.messages["Holder"]
    text = print_message(contract.file, holder.message)
    assert " ".join(text.split()) == f"message Holder {{ {expected} }}"


def test_the_bindings_say_what_is_in_a_wrapper() -> None:
    type_ = DictType(FLOAT, OptionalType(ListType(STR)))
    contract = lower(
        interface(protocol("Greeter"), record("Holder", field("x", type_))), SourceSettings(), None
    )
    assert [
        (name, each.shape, each.type, [(part.python_name, part.type) for part in each.fields])
        for name, each in contract.messages.items()
    ] == [
        ("Holder", Shape.RECORD, None, [("x", type_)]),
        (
            "Holder.XEntry",
            Shape.ENTRY,
            None,
            [("key", FLOAT), ("value", OptionalType(ListType(STR)))],
        ),
        (
            "Holder.XValue",
            Shape.WRAPPER,
            OptionalType(ListType(STR)),
            [("value", OptionalType(ListType(STR)))],
        ),
        ("Holder.XValueValue", Shape.WRAPPER, ListType(STR), [("items", ListType(STR))]),
    ]


def test_a_binding_has_a_default_only_where_absent_does_not_say_it() -> None:
    contract = lower(
        interface(
            protocol("Greeter"),
            record(
                "Holder",
                field("plain"),
                field("number", INT, Literal(0)),
                field("nothing", OptionalType(INT), Literal(None)),
                field("five", OptionalType(INT), Literal(5)),
                field("empty", ListType(INT), EmptyContainer()),
                field("empty_not_none", OptionalType(ListType(INT)), EmptyContainer()),
            ),
        ),
        SourceSettings(),
        None,
    )
    defaults = [each.default for each in contract.messages["Holder"].fields]
    assert defaults == [None, Literal(0), None, Literal(5), None, EmptyContainer()]
