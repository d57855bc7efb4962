"""`Post`: what the two sides of a broker write to each other."""

from __future__ import annotations

from gen_plugin_runtime.broker.conn_info import encode_conn_info
from gen_plugin_runtime.broker.outbox import Outbox
from gen_plugin_runtime.broker.rendezvous import Rendezvous

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.broker.conn_info import ConnInfo


class Post:
    """Messages to the other side, and those of it that are for who dials here.

    Args:
        owner: What tells those of one broker from others.

    Attributes:
        outbox: This side's messages, for the stream.
        arrived: The other side's.
    """

    def __init__(self, owner: object = None) -> None:
        self.owner = owner
        self.outbox = Outbox()
        self.arrived = Rendezvous()

    def send(self, info: ConnInfo) -> None:
        """Send a message, now or when the stream is open.

        Raises:
            ConnectionLost: There will be no stream any more.
        """
        self.outbox.put(encode_conn_info(info))

    def close(self) -> None:
        """Nothing can be sent any more, and nothing will arrive."""
        self.outbox.close()
        self.arrived.close()
