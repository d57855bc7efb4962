"""The arguments of a call as a map: ``map[string]interface{}``, as go-plugin's examples have them.

Each value lies in an interface value of its own, under the name of its exact type in Go.
"""

from __future__ import annotations

from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.netrpc.gob.basics import STRING
from gen_plugin_runtime.netrpc.gob.containers import Map
from gen_plugin_runtime.netrpc.gob.interface import ANY, Concrete
from gen_plugin_runtime.netrpc.gob.opaque import Converted
from gen_plugin_runtime.protobuf.faults import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from gen_plugin_runtime.netrpc.gob.basics import Basic

__all__ = ["arguments_map"]


def arguments_map(*entries: tuple[str, Basic]) -> Converted:
    """A tuple with a value for each entry; what else the other side sends is passed over.

    Args:
        entries: Key, and what Go has registered the type of its value as.
    """

    def load(values: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(_found(values, key, kind) for key, kind in entries)

    def dump(values: tuple[Any, ...]) -> dict[str, Concrete]:
        given = zip(entries, values, strict=True)
        return {key: Concrete(kind.go, value) for (key, kind), value in given}

    return Converted(Map(STRING, ANY), load, dump)


def _found(values: dict[str, Any], key: str, kind: Basic) -> Any:
    if key not in values:
        raise DecodeError(f"there is no {key!r}")
    value = values[key]
    if value.__class__ is not kind.zero().__class__:
        raise DecodeError(f"{shown(value)} is no {kind.go}", f"[{key!r}]")
    return value
