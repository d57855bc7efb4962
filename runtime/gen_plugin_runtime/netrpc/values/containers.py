"""Collections of Python's classes as slices, and mappings as maps or as slices of entries."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict, deque

from gen_plugin_runtime.netrpc.gob.containers import Map, Slice
from gen_plugin_runtime.netrpc.gob.opaque import Converted
from gen_plugin_runtime.netrpc.values.carried import carried
from gen_plugin_runtime.protobuf.encoding import as_dict, as_items, as_list, as_mapping, as_set

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from gen_plugin_runtime.netrpc.gob.kinds import Type
    from gen_plugin_runtime.netrpc.gob.structs import Struct

__all__ = [
    "counter_of",
    "default_dict_of",
    "deque_of",
    "dict_of",
    "frozenset_of",
    "items_of",
    "mapping_of",
    "ordered_dict_of",
    "set_of",
    "tuple_of",
]


def tuple_of(item: Type) -> Converted:
    """A tuple of any length."""
    return carried(Slice(item), tuple, as_list, "a tuple")


def deque_of(item: Type) -> Converted:
    """A deque."""
    return carried(Slice(item), deque, as_items, "a deque")


def items_of(item: Type) -> Converted:
    """Anything that can be gone through, but a str. A list arrives."""
    return carried(Slice(item), list, as_items, "a collection of values")


def set_of(item: Type) -> Converted:
    """A set."""
    return carried(Slice(item), set, _in_order, "a set")


def frozenset_of(item: Type) -> Converted:
    """A frozenset."""
    return carried(Slice(item), frozenset, _in_order, "a set")


def _in_order(values: Any) -> list[Any]:
    """The items of a set, in an order that does not change from run to run."""
    items = list(as_set(values))
    try:
        return sorted(items)
    except TypeError:
        return sorted(items, key=repr)


# Mappings. Go's maps have no order, and take no slices as keys; then it is a slice of entries,
# structs of a key and a value.


def dict_of(carrier: Map | Struct) -> Converted:
    """A dict.

    Args:
        carrier: A map, or the struct of one entry.
    """
    return _mapping(carrier, dict, as_dict, "a dict")


def mapping_of(carrier: Map | Struct) -> Converted:
    """A mapping of any class. A dict arrives."""
    return _mapping(carrier, dict, as_mapping, "a mapping")


def ordered_dict_of(carrier: Map | Struct) -> Converted:
    """An OrderedDict."""
    return _mapping(carrier, OrderedDict, as_dict, "a dict")


def default_dict_of(carrier: Map | Struct, factory: Callable[[], Any] | None) -> Converted:
    """A defaultdict, whose factory has no way to travel."""

    def load(pairs: Any) -> defaultdict[Any, Any]:
        return defaultdict(factory, pairs)

    return _mapping(carrier, load, as_dict, "a dict")


def counter_of(carrier: Map | Struct) -> Converted:
    """A Counter."""

    def load(pairs: Any) -> Counter[Any]:
        return Counter(dict(pairs))

    return _mapping(carrier, load, as_dict, "a dict")


def _mapping(
    carrier: Map | Struct,
    load: Callable[[Any], Any],
    check: Callable[[Any], Mapping[Any, Any]],
    what: str,
) -> Converted:
    if isinstance(carrier, Map):
        return carried(carrier, load, lambda value: dict(check(value)), what)
    return carried(Slice(carrier), load, lambda value: _entries(check(value)), what)


def _entries(values: Mapping[Any, Any]) -> Iterable[tuple[Any, Any]]:
    return list(values.items())
