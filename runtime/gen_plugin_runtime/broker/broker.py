"""`Broker`: one side of a connection's broker."""

from __future__ import annotations

from threading import Lock
from time import monotonic

from gen_plugin_runtime.broker.conn_info import decode_conn_info
from gen_plugin_runtime.broker.offer import Offer
from gen_plugin_runtime.broker.post import Post
from gen_plugin_runtime.errors import ConnectionLost, DecodeError
from gen_plugin_runtime.grpc.answering import current_origin
from gen_plugin_runtime.grpc.server import JOIN_TIMEOUT, Server
from gen_plugin_runtime.grpc.status import StatusCode
from gen_plugin_runtime.peer import UNKNOWN_PEER
from gen_plugin_runtime.threads.numbers import Numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import ClassVar, Literal

    from gen_plugin_runtime.broker.dialled import DialledChannel
    from gen_plugin_runtime.broker.links import Answer, Links
    from gen_plugin_runtime.peer import Peer
    from gen_plugin_runtime.threads.dialled import Dialled
    from gen_plugin_runtime.transport import Buffer, ServerAdapter, TimedByteStream


class Broker:
    """Serves objects to the other side, and calls those that it serves. Fits `transport.Broker`.

    Args:
        links: Makes the connections.
        open_stream: Sees to it that the broker's stream is open; for the side that opens it.
        send_tracebacks: As for `Server`; so is `on_error`.
        call_timeout: As for `Channel`; so is `peer`.
        max_receive: The longest message that is accepted, in bytes, for requests and replies; None:
            the defaults of `Server` and of `Channel`.

    Attributes:
        transport: What carries its connections.
        post: What both sides write to each other, on the broker's stream; where several hosts have
            connections to this plugin, on that of the newest.
    """

    transport: ClassVar[Literal["grpc"]] = "grpc"

    def __init__(
        self,
        links: Links,
        *,
        open_stream: Callable[[Broker], None] | None = None,
        send_tracebacks: bool = False,
        on_error: Callable[[str, BaseException], None] | None = None,
        call_timeout: float | None = None,
        max_receive: int | None = None,
        peer: Peer = UNKNOWN_PEER,
    ) -> None:
        self._links = links
        self._send_tracebacks = send_tracebacks
        self._call_timeout = call_timeout
        self._max_receive = max_receive
        self._peer = peer
        self._open_stream = open_stream
        self._on_error = on_error
        self._own = object()
        self.post = Post(self._own)
        self._numbers = Numbers()
        self._lock = Lock()  # guards what follows
        self._posts: list[Post] = []  # of the connections that this side answers
        self._offers: set[Offer] = set()
        self._dialled: Dialled | None = None
        self._closed = False

    def answers_of(self, server: Server) -> Answer:
        """How a server answers several connections: each with a post of its own.

        All hosts count their objects from 1: what one of them says is never taken for another's.
        """

        def answer(stream: TimedByteStream) -> None:
            post = self._join()
            try:
                server.serve_connection(stream, post)
            finally:
                self._leave(post)

        return answer

    def _join(self) -> Post:
        with self._lock:
            if self._posts:
                self.post = Post(self._own)
            self._posts.append(self.post)
            return self.post

    def _leave(self, post: Post) -> None:
        with self._lock:
            self._posts.remove(post)
            if post is self.post and not self._closed:
                self.post = self._posts[-1] if self._posts else Post(self._own)
        post.close()

    def current_post(self) -> Post:
        """That of the connection whose call this code is answering, directly or by an object.

        Elsewhere, as in threads of the program's own, the newest connection's.
        """
        origin = current_origin()
        return origin if isinstance(origin, Post) and origin.owner is self._own else self.post

    def next_id(self) -> int:
        """A number that this side has not used yet (go-plugin: `GRPCBroker.NextId`)."""
        return self._numbers.next()

    def accept_and_serve(self, service_id: int, *adapters: ServerAdapter) -> Offer:
        """Serve objects to whoever dials this number, in threads of their own.

        One connection is accepted, within ten seconds; with it the serving ends (go-plugin's
        `GRPCBroker.AcceptAndServe` blocks, and accepts several).

        Returns:
            What ends it from this side; to be ignored otherwise.

        Raises:
            ConnectionLost: The connection whose broker this is has ended.
            OSError: The system refuses to listen.
        """
        server = Server(
            adapters,
            max_receive=self._max_receive,
            send_tracebacks=self._send_tracebacks,
            on_error=self._on_error,
            name="gen-plugin callbacks",
        )
        post = self.current_post()
        end = self._links.listen(service_id, post)
        offer = Offer(end, server, self._forget_offer, post, "gen-plugin callbacks")
        try:
            with self._lock:
                self._check_open()
                self._offers.add(offer)
            offer.start()
            self._ensure_stream()
        except BaseException:
            self._forget_offer(offer)
            offer.close()
            raise
        return offer

    def dial(self, service_id: int) -> DialledChannel:
        """Connect to what the other side serves under this number, waiting for at most 5 seconds.

        Raises:
            ConnectionLost: It serves nothing there, or cannot be reached.
        """
        # A plugin that calls nobody back does without the calling half of gRPC.
        from gen_plugin_runtime.broker.dialled import DialledChannel
        from gen_plugin_runtime.threads.dialled import Dialled

        with self._lock:
            self._check_open()
            dialled = self._dialled = self._dialled or Dialled()
        self._ensure_stream()
        try:
            stream = self._links.connect(service_id, self.current_post())
        except (OSError, ValueError) as error:
            raise _unreachable(service_id, str(error)) from None
        channel = DialledChannel(stream, dialled, self._call_timeout, self._max_receive, self._peer)
        if not channel.accepted:
            channel.release()
            raise _unreachable(service_id, "the connection whose broker this is has ended")
        return channel

    def receive(self, message: Buffer) -> None:
        """Take in a message of the broker's stream; what makes no sense is skipped."""
        try:
            info = decode_conn_info(message)
        except DecodeError:
            return
        if info.knock is None or not info.knock.asks:
            self.current_post().arrived.put(info)
            return
        try:
            self._links.answer(info.service_id, self.current_post())
        except ConnectionLost:
            return  # it has left

    def disconnect(self) -> None:
        """The stream has ended: nothing more can be brokered; what was goes on."""
        self.post.close()

    def close(self) -> None:
        """The connection has ended: end all that it has brokered. May be called again."""
        with self._lock:
            self._closed = True
            offers, self._offers = self._offers, set()
            posts = [*self._posts, self.post]
        for post in posts:
            post.close()
        # First: a call that lives by an object of this side's ends as one that this side has left.
        if self._dialled is not None:
            self._dialled.close_all()
        for offer in offers:
            offer.end()
        self._links.close()
        until = monotonic() + JOIN_TIMEOUT
        for offer in offers:
            offer.join(until)

    def _ensure_stream(self) -> None:
        if self._open_stream is not None:
            self._open_stream(self)

    def _check_open(self) -> None:
        if self._closed:
            raise ConnectionLost(
                "nothing can be brokered: the connection whose broker this is has ended",
                status=StatusCode.UNAVAILABLE,
            )

    def _forget_offer(self, offer: Offer) -> None:
        with self._lock:
            self._offers.discard(offer)


def _unreachable(service_id: int, why: str) -> ConnectionLost:
    return ConnectionLost(
        f"the brokered connection {service_id} cannot be made: {why}",
        status=StatusCode.UNAVAILABLE,
    )
