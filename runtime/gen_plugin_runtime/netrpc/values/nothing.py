"""What stands where Go has to have an argument or a reply, and there is none."""

from __future__ import annotations

from gen_plugin_runtime.netrpc.gob.interface import PREDECLARED, Interface

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.netrpc.gob.kinds import Decode, Plans

__all__ = ["NOTHING"]


class _Nothing(Interface):
    """None, sent as a nil ``interface{}``, as go-plugin's examples do.

    Programs that were written by hand send what they like there, ``struct{}{}`` or a number:
    whatever arrives is passed over.
    """

    __slots__ = Interface.__slots__

    def accept(self, remote_id: int, plans: Plans) -> Decode | None:
        """Any type is accepted."""

        def decode(data: bytes, at: int, depth: int) -> tuple[None, int]:  # noqa: ARG001
            return None, plans.skip(remote_id, data, at)

        return decode


NOTHING = _Nothing(PREDECLARED)
"""No argument, or no result."""
