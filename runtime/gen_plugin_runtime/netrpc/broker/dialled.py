"""`DialledChannel`: a brokered stream to an object of the other side."""

from __future__ import annotations

from gen_plugin_runtime.netrpc.calls.channel import Channel
from gen_plugin_runtime.threads.dialled import Releasable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.netrpc.broker.calling import Calling
    from gen_plugin_runtime.threads.dialled import Dialled
    from gen_plugin_runtime.transport import ByteStream


class DialledChannel(Channel, Releasable):
    """A channel that is closed by `release`, or when nobody holds it or what it gave.

    Args:
        stream: Connected to what is dialled; it belongs to the channel from now on.
        dialled: Closes the channel.
        calling: What holds for the calls.
    """

    def __init__(self, stream: ByteStream, dialled: Dialled, calling: Calling) -> None:
        super().__init__(
            stream,
            explain_loss=calling.explain_loss,
            call_timeout=calling.call_timeout,
            max_receive=calling.max_receive,
            peer=calling.peer,
            name="gen-plugin callback",
        )
        self.hold(self.connection, dialled)
