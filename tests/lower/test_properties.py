"""What holds for every interface: protoc takes it, and what is locked stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from google.protobuf.descriptor_pb2 import FileDescriptorProto
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.lower.interfaces import edited, interfaces
from tests.proto.agreement import describe
from tests.proto.printer import print_file

from gen_plugin.lower import keys, lower
from gen_plugin.lower.contract import Contract
from gen_plugin.lower.lock_file import read, write
from gen_plugin.model.interface import Interface
from gen_plugin.proto.model import ProtoMessage
from gen_plugin.proto.protoc import compile_file
from gen_plugin.settings.settings import SourceSettings

MANY = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
SETTINGS = SourceSettings()


def compiled(contract: Contract) -> FileDescriptorProto:
    text = print_file(contract.file)
    return FileDescriptorProto.FromString(compile_file(contract.file.name, text))


@MANY
@given(interfaces())
def test_protoc_takes_it_and_understands_the_same(interface: Interface) -> None:
    contract = lower(interface, SETTINGS, None)
    assert compiled(contract) == describe(contract.file)


@MANY
@given(interfaces())
def test_lowering_again_changes_nothing(interface: Interface) -> None:
    contract = lower(interface, SETTINGS, None)
    assert read(write(contract.lock)) == contract.lock
    assert lower(interface, SETTINGS, contract.lock) == contract


@MANY
@given(st.data(), interfaces())
def test_what_stays_keeps_number_and_name_and_what_goes_is_reserved(
    data: st.DataObject, interface: Interface
) -> None:
    before = lower(interface, SETTINGS, None)
    gone: set[tuple[str, int]] = set()
    for _ in range(3):
        interface = data.draw(edited(interface))
        after = lower(interface, SETTINGS, before.lock)
        _check_kept(before, after)
        _check_retired(before, after)
        gone |= _places(before) - _places(after)
        assert not gone & _places(after)
        compiled(after)
        before = after


def _places(contract: Contract) -> set[tuple[str, int]]:
    """Message and number of every field that a Python value has."""
    lock = contract.lock
    return {
        (f"{lock.messages.get(keys.around(owner) or '')}.{lock.messages[owner]}", each.number)
        for key, each in lock.fields.items()
        for owner in [keys.owner(key)]
    }


def _check_kept(before: Contract, after: Contract) -> None:
    for table in ("services", "plugins", "methods", "messages", "fields", "enums", "members"):
        old, new = getattr(before.lock, table), getattr(after.lock, table)
        for key in old.keys() & new.keys():
            assert old[key] == new[key], (table, key)


def _check_retired(before: Contract, after: Contract) -> None:
    """Every number and name that a message or enum ever had is in use there, or reserved."""
    for message in _all(after.file.messages):
        live = {each.number for each in message.fields}
        names = {each.name for each in message.fields}
        if not _is_locked(message):
            continue
        for old in _all(before.file.messages):
            if old.full_name != message.full_name or not _is_locked(old):
                continue
            assert {*(each.number for each in old.fields), *old.reserved.numbers} <= {
                *live,
                *message.reserved.numbers,
            }
            assert {*(each.name for each in old.fields), *old.reserved.names} <= {
                *names,
                *message.reserved.names,
            }


def _all(messages: Iterable[ProtoMessage]) -> Iterator[ProtoMessage]:
    """The messages and those that they nest."""
    for each in messages:
        yield each
        yield from each.nested


def _is_locked(message: ProtoMessage) -> bool:
    """Whether the lock has its fields: not those of wrappers, tuples and entries."""
    is_nested = message.name != message.full_name
    return not is_nested or any(each.oneof for each in message.fields)
