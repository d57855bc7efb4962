"""go-plugin's `BasicError`: an error that travels as a value, and not as the call's."""

from __future__ import annotations

from gen_plugin_runtime.frozen import Frozen
from gen_plugin_runtime.netrpc.gob.basics import STRING
from gen_plugin_runtime.netrpc.gob.opaque import Converted
from gen_plugin_runtime.netrpc.gob.structs import Struct

__all__ = ["BASIC_ERROR", "BASIC_ERROR_NAMES", "BasicError"]


class BasicError(Frozen):
    """An error as a value.

    Attributes:
        message: Its text.
    """

    __slots__ = ("message",)

    message: str

    def __init__(self, message: str) -> None:
        self._fill(message=message)

    def __str__(self) -> str:
        return self.message


BASIC_ERROR = Converted(
    Struct("plugin.BasicError", (("Message", STRING),)),
    lambda fields: BasicError(*fields),
    lambda error: (error.message,),
    BasicError,
)
BASIC_ERROR_NAMES = ("*plugin.BasicError", "github.com/hashicorp/go-plugin.BasicError")
"""What programs register it as: by pointer, as is usual, or by value. go-plugin itself does not."""
