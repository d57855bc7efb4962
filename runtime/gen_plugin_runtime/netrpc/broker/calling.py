"""`Calling`: what holds for the calls to objects of the other side."""

from __future__ import annotations

from gen_plugin_runtime.frozen import Frozen
from gen_plugin_runtime.netrpc.gob.limits import MAX_MESSAGE
from gen_plugin_runtime.peer import UNKNOWN_PEER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.errors import ConnectionLost
    from gen_plugin_runtime.peer import Peer


class Calling(Frozen):
    """What holds for the calls to objects of the other side.

    Args:
        explain_loss: As for `Channel`; so are the others.
    """

    __slots__ = ("call_timeout", "explain_loss", "max_receive", "peer")

    explain_loss: Callable[[ConnectionLost], ConnectionLost] | None
    call_timeout: float | None
    max_receive: int
    peer: Peer

    def __init__(
        self,
        *,
        explain_loss: Callable[[ConnectionLost], ConnectionLost] | None = None,
        call_timeout: float | None = None,
        max_receive: int = MAX_MESSAGE,
        peer: Peer = UNKNOWN_PEER,
    ) -> None:
        self._fill(
            explain_loss=explain_loss, call_timeout=call_timeout, max_receive=max_receive, peer=peer
        )

    def explained_by(self, explain_loss: Callable[[ConnectionLost], ConnectionLost]) -> Calling:
        """The same, with who tells why the connection has ended."""
        return Calling(
            explain_loss=explain_loss,
            call_timeout=self.call_timeout,
            max_receive=self.max_receive,
            peer=self.peer,
        )
