"""What stands where Go has to have an argument or a reply, and there is none."""

from __future__ import annotations

from gen_plugin_runtime.netrpc.gob.interface import PREDECLARED, Interface
from gen_plugin_runtime.netrpc.gob.opaque import Converted
from gen_plugin_runtime.netrpc.gob.structs import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.netrpc.gob.kinds import Decode, Plans

__all__ = ["EMPTY_STRUCT", "NOTHING"]


def _passing_over(remote_id: int, plans: Plans) -> Decode:
    """What reads anything. Programs that were written by hand send what they like."""

    def decode(data: bytes, at: int, depth: int) -> tuple[None, int]:  # noqa: ARG001
        return None, plans.skip(remote_id, data, at)

    return decode


class _Nothing(Interface):
    """None, sent as a nil ``interface{}``, as go-plugin's examples do."""

    __slots__ = Interface.__slots__

    def accept(self, remote_id: int, plans: Plans) -> Decode | None:
        """Any type is accepted."""
        return _passing_over(remote_id, plans)


class _EmptyStruct(Converted):
    """None, sent as a ``struct{}``."""

    __slots__ = Converted.__slots__

    def accept(self, remote_id: int, plans: Plans) -> Decode | None:
        """Any type is accepted."""
        return _passing_over(remote_id, plans)


NOTHING = _Nothing(PREDECLARED)
"""No argument, or no result."""

EMPTY_STRUCT = _EmptyStruct(Struct("", ()), lambda _: None, lambda _: (), type(None))
"""The same, for Go programs that have a ``struct{}`` there: they read nothing else."""
