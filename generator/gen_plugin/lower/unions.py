"""Which unions are laid out as fields of the message that has them, and the keys of all arms."""

from __future__ import annotations

from collections.abc import Iterator

from gen_plugin.lower.layout import (
    Layout,
    Nested,
    lay_out,
    lay_out_arm,
    lay_out_item,
    nested_in,
    union_arms,
)
from gen_plugin.model.interface import Default, PinnedField
from gen_plugin.model.types import Type, UnionType


def is_spread(carried: Type, default: Default | None, pinned: PinnedField) -> bool:
    """Whether each arm is a field of the message itself.

    A union that may be absent is not: who does not know an arm would take it for absent. Nor is one
    that is pinned, for a pin is for one field.
    """
    return isinstance(carried, UnionType) and default is None and pinned == PinnedField()


def field_keys(
    carried: Type, path: str, default: Default | None, pinned: PinnedField
) -> Iterator[str]:
    """The keys of the fields for a value, those of arms that messages nest included."""
    if isinstance(carried, UnionType) and is_spread(carried, default, pinned):
        for key, _, arm in union_arms(carried, path):
            yield key
            yield from _nested(lay_out_arm(arm, key))
    else:
        yield path
        yield from _nested(lay_out(carried, path, default))


def item_keys(carried: Type, path: str) -> Iterator[str]:
    """Likewise, for the items of a stream."""
    yield path
    yield from _nested(lay_out_item(carried, path, is_choice=False))


def nested_keys(nested: Nested) -> tuple[str, ...]:
    """The keys of a nested message's fields, if the lock has them: those of a union."""
    return tuple(part.key for part in nested.parts if part.key)


def _nested(layout: Layout) -> Iterator[str]:
    for nested in nested_in(layout):
        yield from nested_keys(nested)
