"""How brokered connections are made where all share one: as streams of a yamux session.

Loaded when host and plugin have agreed to multiplex (go-plugin: `GRPCBrokerMultiplex`).
"""

from __future__ import annotations

from threading import Lock

from gen_plugin_runtime.broker import rendezvous
from gen_plugin_runtime.broker.conn_info import ConnInfo, Knock
from gen_plugin_runtime.broker.doors import Doors
from gen_plugin_runtime.errors import ConnectionLost
from gen_plugin_runtime.yamux.session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.broker.doors import Door
    from gen_plugin_runtime.broker.post import Post
    from gen_plugin_runtime.transport import ByteStream
    from gen_plugin_runtime.yamux.stream import YamuxStream

LONGEST_LINE = 30.0
"""Seconds that one who dials waits for those who dial before: only one of a side can at a time."""


class MultiplexedLinks:
    """The streams of one session, in both directions.

    Args:
        is_host: Which side this is: the host is yamux's client, and refuses streams for which
            nobody knocked.
    """

    def __init__(self, *, is_host: bool) -> None:
        self._is_host = is_host
        self._doors = Doors(open_to_all=not is_host)
        self._dialling = Lock()
        self._session: Session | None = None

    def start(self, stream: ByteStream) -> Session:
        """Multiplex the connection between the two processes, which belongs to the session then.

        Args:
            stream: Never TLS: that goes into each of the session's streams.
        """
        session = Session(stream, is_client=self._is_host, on_arrival=self._doors.admit)
        self._session = session
        return session

    def listen(self, service_id: int, post: Post) -> Door:  # noqa: ARG002 - who dials will knock
        """See `Links`."""
        return self._doors.open(service_id)

    def connect(self, service_id: int, post: Post) -> YamuxStream:
        """See `Links`."""
        if not self._dialling.acquire(timeout=LONGEST_LINE):
            raise ConnectionLost("others who dial are not answered")
        try:
            _knock(service_id, post)
            return self._open_accepted()
        finally:
            self._dialling.release()

    def _open_accepted(self) -> YamuxStream:
        """Open a stream, and wait until it was taken.

        In go-plugin each of a host's listeners takes the next stream that there is, so that another
        one could be in the way of who was let in before.
        """
        if self._session is None:
            raise ConnectionLost("there is no connection yet")
        stream = self._session.open(rendezvous.PATIENCE)
        try:
            self._session.wait_accepted(stream, rendezvous.PATIENCE)
        except BaseException:
            stream.reset()  # after some more seconds without an answer the session would end
            raise
        return stream

    def answer(self, service_id: int, post: Post) -> None:
        """See `Links`."""
        error = self._doors.knock(service_id)
        post.send(ConnInfo(service_id, knock=Knock(knock=True, ack=True, error=error)))

    def close(self) -> None:
        """See `Links`."""
        self._doors.close()
        if self._session is not None:
            self._session.close()


def _knock(service_id: int, post: Post) -> None:
    """Ask to be let in, and wait for the answer."""
    post.arrived.forget(service_id)  # an answer that came too late for an earlier knock
    post.send(ConnInfo(service_id, knock=Knock(knock=True)))
    info = post.arrived.take(service_id)
    if info is None:
        raise ConnectionLost(
            f"the other side did not answer a knock within {rendezvous.PATIENCE:g} s"
        )
    answer = info.knock
    if answer is None or not answer.ack:
        raise ConnectionLost("the other side answered a knock with something else")
    if answer.error:
        raise ConnectionLost(f"the other side says: {answer.error}")
