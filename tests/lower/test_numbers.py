"""Field numbers and enum numbers from run to run."""

from __future__ import annotations

from dataclasses import replace

from tests.lower.building import STR, enum, field, interface, member, method, protocol, record, span

from gen_plugin.lower import lower
from gen_plugin.lower.contract import Contract
from gen_plugin.lower.faults import Faults
from gen_plugin.lower.lock import Lock, LockedField
from gen_plugin.lower.numbers import NumberClaim, assign
from gen_plugin.model.interface import EnumDefinition, Record
from gen_plugin.proto.model import Reserved
from gen_plugin.settings.settings import SourceSettings


def _lower(*definitions: Record | EnumDefinition, lock: Lock | None = None) -> Contract:
    return lower(interface(protocol("Greeter"), *definitions), SourceSettings(), lock)


def _numbers(contract: Contract) -> dict[str, int]:
    return {each.name: each.number for each in contract.messages["Person"].message.fields}


def _values(contract: Contract) -> dict[str, int]:
    (made,) = contract.file.enums
    return {each.name: each.number for each in made.values}


def test_the_first_numbers_follow_the_declaration() -> None:
    assert _numbers(_lower(record("Person", field("name"), field("age")))) == {"name": 1, "age": 2}


def test_new_fields_go_around_pins() -> None:
    contract = _lower(
        record("Person", field("a"), field("b", number=1), field("c", number=3), field("d"))
    )
    assert _numbers(contract) == {"b": 1, "a": 2, "c": 3, "d": 4}


def test_numbers_that_protobuf_keeps_are_left_out() -> None:
    claims = [NumberClaim("new", None, None, span())]
    faults = Faults()
    assert assign(claims, range(1, 19000), faults) == {"new": 20000}
    faults.raise_if_any()


def test_a_deleted_field_is_reserved_and_does_not_come_back() -> None:
    first = _lower(record("Person", field("name"), field("age"), field("size")))
    second = _lower(record("Person", field("size"), field("name")), lock=first.lock)
    assert _numbers(second) == {"name": 1, "size": 3}
    assert second.messages["Person"].message.reserved == Reserved((2,), ("age",))
    third = _lower(record("Person", field("age"), field("size"), field("name")), lock=second.lock)
    assert _numbers(third) == {"name": 1, "size": 3, "age_2": 4}
    assert third.messages["Person"].message.reserved == Reserved((2,), ("age",))


def test_a_field_pinned_to_both_number_and_name_of_a_deleted_one_is_that_field() -> None:
    first = _lower(record("Person", field("name"), field("age")))
    renamed = _lower(
        record("Person", field("name"), field("years", number=2, wire_name="age")), lock=first.lock
    )
    assert _numbers(renamed) == {"name": 1, "age": 2}
    assert renamed.messages["Person"].message.reserved == Reserved()
    assert renamed.lock.retired_fields == {}


def test_what_a_deleted_method_used_stays_retired() -> None:
    def greeter(*methods: str) -> Contract:
        made = protocol("Greeter", *(method(each, result=STR) for each in methods))
        return lower(interface(made), SourceSettings(), lock)

    lock = None
    lock = greeter("greet", "part").lock
    lock = greeter("greet").lock
    assert lock.retired_fields == {"GreeterPartResponse": (LockedField("result", 1),)}
    response = greeter("greet", "part").messages["GreeterPartResponse"].message
    assert [(each.name, each.number) for each in response.fields] == [("result_2", 2)]
    assert response.reserved == Reserved((1,), ("result",))


def test_int_members_have_their_values_as_numbers() -> None:
    contract = _lower(enum("Port", member("HTTP", 80), member("HTTPS", 443), member("NONE", -1)))
    assert _values(contract) == {
        "PORT_UNSPECIFIED": 0,
        "PORT_NONE": -1,
        "PORT_HTTP": 80,
        "PORT_HTTPS": 443,
    }
    assert contract.enums["greeter:Port"].identical
    assert contract.enums["greeter:Port"].numbers == (("HTTP", 80), ("HTTPS", 443), ("NONE", -1))


def test_a_member_with_the_value_0_comes_first() -> None:
    contract = _lower(enum("Color", member("RED", 1), member("NONE", 0)))
    assert [*_values(contract).items()] == [("COLOR_NONE", 0), ("COLOR_RED", 1)]


def test_aliases_stand_behind_what_they_name() -> None:
    contract = _lower(
        enum("Color", member("RED", 0), member("BLUE", 1), member("AZURE", 1, alias_of="BLUE"))
    )
    (made,) = contract.file.enums
    assert made.allow_alias
    assert [each.name for each in made.values] == ["COLOR_RED", "COLOR_BLUE", "COLOR_AZURE"]
    assert contract.enums["greeter:Color"].numbers == (("RED", 0), ("BLUE", 1))


def test_members_without_numbers_are_numbered_by_the_lock() -> None:
    first = _lower(enum("Color", member("RED"), member("BLUE")))
    assert _values(first) == {"COLOR_UNSPECIFIED": 0, "COLOR_RED": 1, "COLOR_BLUE": 2}
    assert not first.enums["greeter:Color"].identical
    second = _lower(enum("Color", member("GREEN"), member("BLUE"), member("RED")), lock=first.lock)
    assert _values(second) == {
        "COLOR_UNSPECIFIED": 0,
        "COLOR_RED": 1,
        "COLOR_BLUE": 2,
        "COLOR_GREEN": 3,
    }


def test_values_beyond_int32_are_numbered() -> None:
    contract = _lower(enum("Size", member("SMALL", 1), member("LARGE", 2**31)))
    assert _values(contract) == {"SIZE_UNSPECIFIED": 0, "SIZE_SMALL": 1, "SIZE_LARGE": 2}


def test_a_new_value_does_not_change_a_members_number() -> None:
    first = _lower(enum("Color", member("RED", 1), member("BLUE", 2)))
    second = _lower(enum("Color", member("RED", 2), member("BLUE", 1)), lock=first.lock)
    assert _values(second) == _values(first)
    assert not second.enums["greeter:Color"].identical


def test_a_deleted_members_number_is_reserved_unless_that_member_comes_back() -> None:
    first = _lower(enum("Color", member("RED", 1), member("BLUE", 2)))
    second = _lower(enum("Color", member("RED", 1)), lock=first.lock)
    (made,) = second.file.enums
    assert made.reserved == Reserved((2,), ("COLOR_BLUE",))
    other = _lower(enum("Color", member("RED", 1), member("GREEN", 2)), lock=second.lock)
    assert _values(other) == {"COLOR_UNSPECIFIED": 0, "COLOR_RED": 1, "COLOR_GREEN": 3}
    same = _lower(enum("Color", member("RED", 1), member("BLUE", 2)), lock=second.lock)
    assert same.file == first.file
    assert same.lock == first.lock


def test_a_member_that_comes_back_takes_no_number_from_one_that_stayed() -> None:
    blue, azure = member("BLUE", 7), member("AZURE", 7, alias_of="BLUE")
    first = _lower(enum("Color", member("LARGE", 2**31), blue, azure))
    assert _values(first)["COLOR_AZURE"] == 2
    second = _lower(enum("Color", member("AZURE", 0)), lock=first.lock)
    third = _lower(enum("Color", member("AZURE", 0), member("BLUE", 2)), lock=second.lock)
    assert _values(third)["COLOR_AZURE"] == 2


def test_a_member_that_comes_back_takes_no_number_from_its_alias() -> None:
    first = _lower(enum("Color", member("BLUE", 2), member("RED", 1)))
    second = _lower(enum("Color", member("RED", 1)), lock=first.lock)
    third = _lower(
        enum("Color", member("BLUE", 2), member("RED", 2, alias_of="BLUE")), lock=second.lock
    )
    assert {*_values(third).values()} == {0, 1}


def test_an_alias_that_becomes_a_member_gets_a_number() -> None:
    first = _lower(enum("Color", member("BLUE", 1), member("AZURE", 1, alias_of="BLUE")))
    second = _lower(enum("Color", member("BLUE", 1), member("AZURE", 2)), lock=first.lock)
    assert _values(second) == {"COLOR_UNSPECIFIED": 0, "COLOR_BLUE": 1, "COLOR_AZURE": 2}


def test_an_alias_keeps_the_number_when_its_member_is_deleted() -> None:
    first = _lower(enum("Color", member("BLUE", 1), member("AZURE", 1, alias_of="BLUE")))
    second = _lower(enum("Color", member("AZURE", 1)), lock=first.lock)
    assert _values(second) == {"COLOR_UNSPECIFIED": 0, "COLOR_AZURE": 1}
    (made,) = second.file.enums
    assert made.reserved == Reserved((), ("COLOR_BLUE",))


def test_records_and_enums_may_move_to_another_module() -> None:
    def contract(module: str, lock: Lock | None) -> Contract:
        return _lower(
            record("Person", field("name"), field("age"), module=module),
            enum("Color", member("RED"), member("BLUE"), module=module),
            lock=lock,
        )

    first = contract("greeter", None)
    moved = contract("people", first.lock)
    assert moved.file == first.file
    assert moved.lock.fields["people:Person.age"] == LockedField("age", 2)
    assert contract("greeter", moved.lock).lock == first.lock


def test_a_second_record_of_the_same_name_takes_nothing_from_the_first() -> None:
    first = _lower(record("Person", field("name")))
    second = _lower(
        record("Person", field("age"), module="people"),
        record("Person", field("name")),
        lock=first.lock,
    )
    assert [each.name for each in second.file.messages] == ["Person2", "Person"]
    assert second.messages["Person"].message == first.messages["Person"].message


def test_the_source_may_move() -> None:
    first = lower(interface(protocol("Greeter", method("greet"))), SourceSettings(), None)
    moved = interface(protocol("Greeter", method("greet")), module="a.hello", path="a/hello.py")
    second = lower(moved, SourceSettings(), first.lock)
    assert second.lock == first.lock
    assert second.handshake == first.handshake
    assert replace(second.file, name="greeter.proto") == first.file
