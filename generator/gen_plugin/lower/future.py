"""What this run fixes for the next one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from gen_plugin.lower import keys
from gen_plugin.lower.contract import Handshake
from gen_plugin.lower.drafts import Draft
from gen_plugin.lower.enums import LoweredEnum
from gen_plugin.lower.lock import EXCEPTION, GROUP, Lock, LockedField
from gen_plugin.lower.messages import LoweredMessage
from gen_plugin.lower.naming import FileNames
from gen_plugin.lower.past import Past, still_retired
from gen_plugin.lower.recorded import held, record_types
from gen_plugin.model.interface import Default, EnumMember, Interface

_Fact = TypeVar("_Fact")


def remember(
    interface: Interface,
    package: str,
    handshake: Handshake,
    names: FileNames,
    enums: Sequence[LoweredEnum],
    drafts: Sequence[Draft],
    messages: Sequence[LoweredMessage],
    past: Past,
) -> Lock:
    """Put into a lock what must stay as it is, and what must never come back."""
    module = interface.source.module
    enum_keys = [keys.definition(each, module) for each in interface.enums.values()]
    return Lock(
        source=past.lock.source,
        package=package,
        protocol_version=handshake.protocol_version,
        magic_cookie_key=handshake.magic_cookie_key,
        magic_cookie_value=handshake.magic_cookie_value,
        services={each.name: names.types[each.name] for each in interface.protocols},
        plugins=dict(names.plugins),
        methods=dict(names.methods),
        messages={each.key: each.name for each in drafts}
        | _united(each.nested for each in messages),
        fields=_united(each.fields for each in messages),
        types=held(past.lock.types, record_types(interface, names.types, _zeros(enums))),
        enums={each: names.types[each] for each in enum_keys},
        members=_united(each.members for each in enums),
        flags=_flags(interface),
        exceptions=_exceptions(interface),
        retired_fields=_retired(
            past.leaving_fields,
            _united(each.retired for each in messages),
        ),
        retired_members=_retired(
            past.leaving_members,
            {each.proto.name: each.retired for each in enums},
        ),
        files=past.lock.files,
    )


def _zeros(enums: Sequence[LoweredEnum]) -> frozenset[Default]:
    return frozenset(
        EnumMember(each.binding.enum, name)
        for each in enums
        for name, number in each.binding.numbers
        if number == 0
    )


def _flags(interface: Interface) -> dict[str, str]:
    module = interface.source.module
    return {
        keys.attribute(keys.definition(flag, module), bit.name): str(bit.value)
        for key, flag in interface.flags.items()
        for bit in interface.bits.get(key, ())
    }


def _exceptions(interface: Interface) -> dict[str, str]:
    module = interface.source.module
    records = (interface.records[key] for key in interface.exceptions)
    return {keys.definition(each, module): EXCEPTION for each in records} | {
        keys.definition(each, module): GROUP for each in interface.exception_groups
    }


def _united(facts: Iterable[Mapping[str, _Fact]]) -> dict[str, _Fact]:
    return {key: fact for each in facts for key, fact in each.items()}


def _retired(
    leaving: Mapping[str, Sequence[LockedField]], retired: Mapping[str, Sequence[LockedField]]
) -> dict[str, tuple[LockedField, ...]]:
    """Of what is still there as its own retired say, of what is gone as a whole all that it had."""
    every = {**leaving, **retired}
    return {name: still_retired(fields) for name, fields in sorted(every.items()) if fields}
