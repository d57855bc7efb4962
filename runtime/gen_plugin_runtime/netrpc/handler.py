"""`NetRpcHandler`: one method of a served object, as generated servers give it to the transport."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.netrpc.rpc.method import Method

__all__ = ["NetRpcHandler"]


class NetRpcHandler:
    """A method's wire form, and what answers its calls.

    Args:
        method: Its wire form; of its full name only what follows the last dot counts.
        function: Takes the argument, gives the result, as the method's types have them.
    """

    __slots__ = ("function", "method")

    method: Method
    function: Callable[..., object]

    def __init__(self, method: Method, function: Callable[..., object]) -> None:
        self.method = method
        self.function = function
