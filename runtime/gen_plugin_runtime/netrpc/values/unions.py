"""One value of one of several types: a struct with a field for each, and the name of the one."""

from __future__ import annotations

from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.netrpc.gob.faults import ENCODING_FAULTS, unfit
from gen_plugin_runtime.netrpc.gob.opaque import Converted
from gen_plugin_runtime.netrpc.gob.structs import Struct
from gen_plugin_runtime.netrpc.values.optionals import zero_behind
from gen_plugin_runtime.protobuf.faults import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    from gen_plugin_runtime.netrpc.gob.kinds import Ids

    Classes: TypeAlias = type[Any] | tuple[type[Any], ...]
    Arm: TypeAlias = tuple[str, Classes] | tuple[str, Classes, bool]

__all__ = ["Union"]

_NONE = "None"


class Union(Converted):
    """A value of one of several types. Which it is shows its class.

    Args:
        struct: What travels: ``Kind``, a text, and behind it a pointer for each type but None.
        arms: In the order in which they are asked for: the name of the field, and the classes of
            its values; True behind it for one that is asked only of what is empty. Of several with
            the same class the first is taken that can carry the value.
    """

    __slots__ = (*Converted.__slots__, "arms")

    arms: tuple[Arm, ...]

    def __init__(self, struct: Struct, *arms: Arm) -> None:
        self._fill(
            base=struct,
            bare=struct.bare,
            go=struct.go,
            load=_loader(struct),
            dump=_refuse,
            check=object,
            arms=arms,
        )

    def encode(self, value: Any, ids: Ids, depth: int) -> bytes:
        """The bytes of a value; arguments and errors as for every `Type`."""
        failure: Exception = unfit(value, f"is none of {', '.join(self._names())}")
        for name, classes, *is_for_empty in self.arms:
            if isinstance(value, classes) and not (is_for_empty and value):
                try:
                    return self.base.encode(self._sent(name, value), ids, depth)
                except ENCODING_FAULTS as error:
                    failure = error
        raise failure

    def encode_field(self, value: Any, ids: Ids, depth: int) -> bytes:
        """The same: no value is left out."""
        return self.encode(value, ids, depth)

    def _names(self) -> list[str]:
        return sorted({each[0] for each in self.arms})

    def _sent(self, name: str, value: object) -> tuple[object, ...]:
        fields = self.base.fields if isinstance(self.base, Struct) else ()
        return (name, *(value if field == name else None for field, _ in fields[1:]))


def _loader(struct: Struct) -> Callable[[tuple[Any, ...]], Any]:
    def load(values: tuple[Any, ...]) -> Any:
        kind = values[0]
        if kind == _NONE:
            return None
        for (name, pointer), value in zip(struct.fields[1:], values[1:], strict=True):
            if name == kind:
                return zero_behind(pointer) if value is None else value
        raise DecodeError(f"it is of the kind {shown(kind)}: is the other side newer?")

    return load


def _refuse(value: object) -> object:
    raise TypeError(value)
