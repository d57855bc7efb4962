"""`OMITTED`: stands for an argument that the caller leaves out.

Where a default is computed, or could be changed, only the implementation's side has it: the client
sends nothing, and the server calls without the argument.
"""

from __future__ import annotations

from enum import Enum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


class Omitted(Enum):
    """The type of `OMITTED`."""

    OMITTED = "omitted"

    def __repr__(self) -> str:
        return "OMITTED"


OMITTED: Final = Omitted.OMITTED
"""No value: the default of a parameter whose own default is the implementation's."""
