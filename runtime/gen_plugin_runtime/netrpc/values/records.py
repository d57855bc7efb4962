"""Records: objects with attributes, and dicts with fixed keys, as structs."""

from __future__ import annotations

from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.netrpc.gob.opaque import Converted
from gen_plugin_runtime.netrpc.gob.structs import Struct
from gen_plugin_runtime.netrpc.values.carried import carried
from gen_plugin_runtime.omitted import OMITTED
from gen_plugin_runtime.protobuf.faults import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from typing import Any

__all__ = ["record", "typed_dict"]


def record(
    struct: Struct,
    kind: type[Any],
    attributes: Sequence[str],
    keywords: Sequence[str] | None = None,
) -> Converted:
    """Objects of a class.

    Args:
        struct: What travels.
        kind: The class, and no subclass: it is what arrives.
        attributes: Where an object keeps the value of each of the struct's fields.
        keywords: What the constructor calls each, where that differs. A field that is `OMITTED` is
            not given.
    """
    names = tuple(keywords or attributes)

    def load(values: tuple[Any, ...]) -> Any:
        pairs = zip(names, values, strict=True)
        given = {name: value for name, value in pairs if value is not OMITTED}
        try:
            return kind(**given)
        except Exception as error:  # noqa: BLE001 - it is foreign code, and refuses one value alone
            raise DecodeError(f"no {kind.__name__} is made of that: {shown(error)}") from None

    def dump(value: Any) -> tuple[Any, ...]:
        if value.__class__ is not kind:
            raise TypeError(value)
        return tuple([getattr(value, each) for each in attributes])

    return carried(struct, load, dump, f"a {kind.__name__}")


def typed_dict(
    struct: Struct, name: str, keys: Sequence[str], missing: Collection[str] = ()
) -> Converted:
    """Dicts with the keys of a TypedDict, and no others.

    Args:
        struct: What travels.
        name: The TypedDict's.
        keys: The key of each of the struct's fields.
        missing: Those that a dict may be without: their fields are omissible.
    """
    allowed = frozenset(keys)
    get = _getter(frozenset(missing))

    def load(values: tuple[Any, ...]) -> dict[str, Any]:
        given = zip(keys, values, strict=True)
        return {key: value for key, value in given if value is not OMITTED}

    def dump(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, dict) or value.keys() - allowed:
            raise TypeError(value)
        return tuple([get(value, key) for key in keys])

    return carried(struct, load, dump, f"a {name}")


def _getter(missing: frozenset[str]) -> Callable[[dict[str, Any], str], Any]:
    def get(value: dict[str, Any], key: str) -> Any:
        return value.get(key, OMITTED) if key in missing else value[key]

    return get
