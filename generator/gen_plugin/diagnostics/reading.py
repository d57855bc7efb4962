"""What becomes of a source on its way to the wire: an interface, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable

from gen_plugin.diagnostics.diagnostic import Diagnostic, InputRefused, in_order
from gen_plugin.frozen import dataclass, replace
from gen_plugin.model.interface import Interface


@dataclass(frozen=True, slots=True)
class Reading:
    """An interface as far as it could be read, and all faults that the stages have found so far.

    Each stage looks at whatever there is, so that one run tells all faults. What was refused is
    there as an `ErrorType` or `ErrorDefault`, which no stage finds anything wrong with, or missing,
    which `Interface.unread` says.

    Attributes:
        faults: The source file's own first, each file's in its order.
    """

    interface: Interface
    faults: tuple[Diagnostic, ...] = ()

    def sound(self) -> Interface:
        """The interface, if nothing is wrong with it.

        Raises:
            InputRefused: With all faults.
        """
        if self.faults:
            raise InputRefused(self.faults)
        return self.interface

    def with_faults(self, found: Iterable[Diagnostic]) -> Reading:
        """The same with what another stage has found."""
        path = self.interface.source.path
        return replace(self, faults=tuple(in_order([*self.faults, *found], path)))
