"""What holds for every interface: moving things breaks nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.lower.interfaces import interfaces

from gen_plugin.breaking import find_breaking
from gen_plugin.lower import lower
from gen_plugin.lower.lock_file import read, write
from gen_plugin.model.interface import Interface
from gen_plugin.settings.settings import SourceSettings

SETTINGS = SourceSettings()

_T = TypeVar("_T")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), interfaces())
def test_moving_everything_breaks_nothing_and_changes_no_fact(
    data: st.DataObject, interface: Interface
) -> None:
    def moved(things: Iterable[_T]) -> tuple[_T, ...]:
        return tuple(data.draw(st.permutations(list(things))))

    first = lower(interface, SETTINGS, None).lock
    after = replace(
        interface,
        protocols=moved(
            [
                replace(
                    each,
                    methods=moved(
                        [replace(m, parameters=moved(m.parameters)) for m in each.methods]
                    ),
                )
                for each in interface.protocols
            ]
        ),
        records={
            each.key: replace(each, fields=moved(each.fields))
            for each in moved(interface.records.values())
        },
        enums={each.key: each for each in moved(interface.enums.values())},
    )
    second = lower(after, SETTINGS, read(write(first))).lock

    assert second == first
    assert write(second) == write(first)
    assert find_breaking(after, first, second) == []
