"""`MuxBroker`: one side of a connection's broker."""

from __future__ import annotations

from threading import Lock, Thread
from time import monotonic

from gen_plugin_runtime.errors import ConnectionLost, PeerProtocolError
from gen_plugin_runtime.netrpc.broker.arrivals import Arrivals
from gen_plugin_runtime.netrpc.broker.calling import Calling
from gen_plugin_runtime.netrpc.broker.offer import Offer
from gen_plugin_runtime.netrpc.calls.server import served_as
from gen_plugin_runtime.netrpc.mux import (
    ACCEPT_TIMEOUT,
    IdReader,
    check_acknowledgement,
    encode_id,
)
from gen_plugin_runtime.threads.numbers import Numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar, Literal

    from gen_plugin_runtime.netrpc.broker.dialled import DialledChannel
    from gen_plugin_runtime.netrpc.calls.server import Server
    from gen_plugin_runtime.netrpc.transport import NetRpcServerAdapter
    from gen_plugin_runtime.threads.dialled import Dialled
    from gen_plugin_runtime.transport import TimedByteStream
    from gen_plugin_runtime.yamux.session import Session
    from gen_plugin_runtime.yamux.stream import YamuxStream

DIAL_TIMEOUT = ACCEPT_TIMEOUT + 1.0
"""Seconds that who dials waits for the other side, which waits for `ACCEPT_TIMEOUT` itself."""
MOST_NAMELESS = 64
"""Streams that may be waited for to say their number; a peer must not fill the process."""
_PROMPT = 0.05
"""Seconds within which a stream's number mostly follows; else a thread waits for it."""
_JOIN = 0.5
_SERVICE = "Plugin"
_USUAL = Calling()


class MuxBroker:
    """Serves objects to the other side, and calls those that it serves.

    Fits `netrpc.transport.NetRpcBroker`.

    Args:
        session: The connection, whose first streams have been opened already.
        server: Answers the calls of what is served here.
        calling: What holds for calls of what is served there.

    Attributes:
        transport: What carries its connections.
    """

    transport: ClassVar[Literal["netrpc"]] = "netrpc"

    def __init__(self, session: Session, server: Server, calling: Calling = _USUAL) -> None:
        self._session = session
        self._server = server
        self._calling = calling
        self._numbers = Numbers()
        self._arrivals = Arrivals()
        self._lock = Lock()  # guards what follows
        self._offers: set[Offer] = set()
        self._nameless: set[TimedByteStream] = set()
        self._dialled: Dialled | None = None
        self._closed = False

    def run(self) -> None:
        """Take in the streams that the other side opens, in this thread, until the session ends."""
        try:
            while True:
                stream = self._session.accept(self._until_next_look())
                if stream is not None:
                    self._admit(stream)
        except ConnectionLost:
            return

    def next_id(self) -> int:
        """A number that this side has not used yet (go-plugin: `MuxBroker.NextId`)."""
        return self._numbers.next()

    def accept_and_serve(self, service_id: int, adapter: NetRpcServerAdapter, /) -> Offer:
        """Serve an object to who dials this number, in a thread of its own.

        One stream is accepted, within 5 seconds; with it the serving ends (go-plugin:
        `MuxBroker.AcceptAndServe`, which blocks).

        Returns:
            What ends it from this side; to be ignored otherwise.

        Raises:
            ConfigError: The object has no methods.
            ConnectionLost: The connection whose broker this is has ended.
        """
        services = served_as(_SERVICE, adapter)
        offer = Offer(lambda: self._accept(service_id), self._server, services, self._forget_offer)
        with self._lock:
            self._check_open()
            self._offers.add(offer)
        try:
            offer.start()
        except BaseException:
            self._forget_offer(offer)
            raise
        return offer

    def dial(self, service_id: int, /) -> DialledChannel:
        """Connect to what the other side serves under this number, waiting for at most 6 seconds.

        Raises:
            ConnectionLost: It serves nothing there, or cannot be reached.
        """
        # A plugin that calls nobody back does without the calling half of net/rpc.
        from gen_plugin_runtime.netrpc.broker.dialled import DialledChannel
        from gen_plugin_runtime.threads.dialled import Dialled

        with self._lock:
            self._check_open()
            dialled = self._dialled = self._dialled or Dialled()
        try:
            stream = self._open(service_id)
        except (OSError, PeerProtocolError) as error:
            raise self._explained(_unreachable(service_id, str(error))) from None
        channel = DialledChannel(stream, dialled, self._calling)
        if not channel.accepted:
            channel.release()
            raise _unreachable(service_id, "the connection whose broker this is has ended")
        return channel

    def close(self) -> None:
        """The connection has ended: end all that it has brokered. May be called again."""
        with self._lock:
            self._closed = True
            offers, self._offers = self._offers, set()
            nameless, self._nameless = self._nameless, set()
        self._arrivals.close()
        # First: a call that lives by an object of this side's ends as one that this side has left.
        if self._dialled is not None:
            self._dialled.close_all()
        for offer in offers:
            offer.close()
        for stream in nameless:
            stream.close()
        for offer in offers:
            offer.join(_JOIN)

    # Dialling.

    def _open(self, number: int) -> YamuxStream:
        """A stream that the other side has acknowledged.

        Raises:
            OSError: It does not.
            PeerProtocolError: It means another number.
        """
        stream = self._session.open(DIAL_TIMEOUT)
        try:
            stream.send(encode_id(number))
            _check_acknowledged(stream, number)
        except BaseException:
            stream.reset()
            raise
        return stream

    def _explained(self, loss: ConnectionLost) -> ConnectionLost:
        """Why nothing is served there, in the words of the connection's owner if that has ended."""
        explain = self._calling.explain_loss
        return loss if explain is None or self._session.ended is None else explain(loss)

    # Accepting.

    def _accept(self, number: int) -> TimedByteStream | None:
        stream = self._arrivals.take(number, ACCEPT_TIMEOUT)
        if stream is not None:
            stream.send(encode_id(number))
        return stream

    def _until_next_look(self) -> float | None:
        """Close the streams that nobody has accepted in time; the seconds until the next ones."""
        left = self._arrivals.close_old()
        # Those that wait for their number may arrive at any time, and tell nobody.
        return ACCEPT_TIMEOUT if left is None and self._nameless else left

    def _admit(self, stream: YamuxStream) -> None:
        """Learn the number of a stream, which mostly comes with it."""
        reader = IdReader()
        if _read_id(stream, reader, _PROMPT):
            self._arrivals.put(reader.number, stream)
        elif not self._wait_for_name(stream, reader):
            stream.reset()

    def _wait_for_name(self, stream: YamuxStream, reader: IdReader) -> bool:
        """Have a stream's number awaited in the background; False if that cannot be."""
        with self._lock:
            if self._closed or len(self._nameless) >= MOST_NAMELESS:
                return False
            self._nameless.add(stream)
        naming = Thread(
            target=self._name, args=(stream, reader), name="gen-plugin mux broker", daemon=True
        )
        try:
            naming.start()
        except RuntimeError:  # the system has no thread to give
            return False
        return True

    def _name(self, stream: YamuxStream, reader: IdReader) -> None:
        is_named = _read_id(stream, reader, ACCEPT_TIMEOUT)
        with self._lock:
            self._nameless.discard(stream)
        if is_named:
            self._arrivals.put(reader.number, stream)
        else:
            stream.reset()

    def _check_open(self) -> None:
        if self._closed:
            raise ConnectionLost(
                "nothing can be brokered: the connection whose broker this is has ended", status=14
            )

    def _forget_offer(self, offer: Offer) -> None:
        with self._lock:
            self._offers.discard(offer)


def _read_id(stream: YamuxStream, reader: IdReader, seconds: float) -> bool:
    """Read the number at a stream's beginning; False if it does not come in time, or at all."""
    until = monotonic() + seconds
    try:
        while reader.missing:
            if not stream.readable(max(0.0, until - monotonic())):
                return False
            data = stream.receive(reader.missing)
            if not data:
                return False
            reader.feed(data)
    except ConnectionLost:
        return False
    return True


def _check_acknowledged(stream: YamuxStream, number: int) -> None:
    reader = IdReader()
    if not _read_id(stream, reader, DIAL_TIMEOUT):
        raise ConnectionLost("the other side serves nothing under this number", status=14)
    check_acknowledgement(number, reader.number)


def _unreachable(service_id: int, why: str) -> ConnectionLost:
    return ConnectionLost(f"the brokered connection {service_id} cannot be made: {why}", status=14)
