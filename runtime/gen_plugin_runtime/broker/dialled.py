"""`DialledChannel`: a brokered connection to an object of the other side."""

from __future__ import annotations

from gen_plugin_runtime.grpc.channel import Channel
from gen_plugin_runtime.threads.dialled import Releasable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.peer import Peer
    from gen_plugin_runtime.threads.dialled import Dialled
    from gen_plugin_runtime.transport import ByteStream


class DialledChannel(Channel, Releasable):
    """A channel that is closed by `release`, or when nobody holds it or what it gave.

    Args:
        stream: Connected to what is dialled; it belongs to the channel from now on.
        dialled: Closes the channel.
        call_timeout: As for `Channel`; so is `peer`.
    """

    def __init__(
        self, stream: ByteStream, dialled: Dialled, call_timeout: float | None, peer: Peer
    ) -> None:
        super().__init__(stream, call_timeout=call_timeout, peer=peer, name="gen-plugin callback")
        self.hold(self.connection, dialled)
