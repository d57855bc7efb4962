"""The client's side of a connection: see `Client` and `gobClientCodec` of net/rpc."""

from __future__ import annotations

from gen_plugin_runtime.errors import (
    ConnectionLost,
    DecodeError,
    NotImplementedByPlugin,
    PluginError,
)
from gen_plugin_runtime.netrpc.gob.limits import MAX_MESSAGE
from gen_plugin_runtime.netrpc.gob.numbers import sized
from gen_plugin_runtime.netrpc.gob.reader import INCOMPLETE, Reader
from gen_plugin_runtime.netrpc.gob.writer import Writer
from gen_plugin_runtime.netrpc.rpc.events import Ended, Event, Failed, Returned
from gen_plugin_runtime.netrpc.rpc.headers import (
    REQUEST,
    RESPONSE,
    Headers,
    no_method,
    no_service,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.errors import GenPluginError
    from gen_plugin_runtime.netrpc.gob.writer import Message
    from gen_plugin_runtime.netrpc.rpc.method import Method

__all__ = ["ClientSide"]

_SHUT_DOWN = "connection is shut down"
_CUT_OFF = "unexpected EOF"


class ClientSide:
    """Calls methods: wishes and bytes in, bytes and events out.

    `encode` is for any number of threads at once; `send` and `call` are for one thread at a time,
    and their bytes are sent in the order of the calls; `receive` and `end` are for one thread at a
    time, which may be another one at the same time.

    Args:
        max_message: The longest argument and the longest result, in bytes.
    """

    __slots__ = (
        "_ended",
        "_header",
        "_headers",
        "_newest",
        "_next",
        "_opening",
        "_pending",
        "_prefix",
        "_reader",
        "_writer",
    )

    def __init__(self, max_message: int = MAX_MESSAGE) -> None:
        self._reader = Reader(max_message)
        self._writer = Writer(max_message)
        self._prefix = self._writer.prefix(REQUEST)
        self._headers = Headers()
        self._opening = b"".join(self._writer.definitions())  # stands before the first header
        self._next = 0
        self._newest = ("", -1, b"")  # the last call's method, number and header, after call 0
        self._pending: dict[int, Method] = {}
        self._header: tuple[str, int, str] | None = None  # of a response without its result yet
        self._ended = False

    @property
    def pending(self) -> int:
        """How many calls have no answer yet, of which somebody waits for one."""
        return len(self._pending)

    def call(self, method: Method, argument: object) -> tuple[int, bytes]:
        """Call a method: `encode` and `send`, for who has one thread.

        Returns, raises: as they do.
        """
        return self.send(method, self.encode(method, argument))

    def encode(self, method: Method, argument: object) -> Message:
        """A method's argument, for `send`.

        Raises:
            EncodeError: It is none of the method's. Nothing is to be sent.
        """
        return self._writer.message(method.argument, argument)

    def send(self, method: Method, argument: Message) -> tuple[int, bytes]:
        """Call a method.

        Returns:
            The call's number, and the bytes to send.

        Raises:
            ConnectionLost: The connection has ended.
        """
        seq = self._next
        header = self._headers.encode(method.full_name, seq)
        message = sized(self._prefix + header)
        data = b"".join((self._opening, message, *self._writer.definitions(), *argument))
        self._opening = b""
        self._next += 1
        self._pending[seq] = method
        if seq:  # a header without it has fewer fields
            self._newest = method.full_name, seq, header
        if self._ended:  # looked at last: an end that comes later finds the call
            self._pending.pop(seq, None)
            raise ConnectionLost(_SHUT_DOWN, status=14)
        return seq, data

    def forget(self, seq: int) -> None:
        """Nobody waits for a call's answer any more, which may never come. From any thread."""
        self._pending.pop(seq, None)

    def receive(self, data: bytes) -> list[Event]:
        """What the peer has sent."""
        if self._ended:
            return []
        lone = self._read_lone(data)
        if lone is not None:
            return [lone]
        self._reader.feed(data)
        events: list[Event] = []
        try:
            while self._read_response(events):
                pass
        except DecodeError as error:
            return [*events, *self._end(str(error))]
        return events

    def end(self) -> list[Event]:
        """The peer sends no more: what becomes of the calls that have no answer."""
        if self._ended:
            return []
        is_in_order = not self._pending and self._header is None and self._reader.between_values
        return self._end("" if is_in_order else _CUT_OFF)

    def _read_lone(self, data: bytes) -> Event | None:
        """The result that these bytes are, and nothing else, as those of small calls mostly are.

        Mostly it is the newest call's, whose header was sent with the call.
        """
        reader = self._reader
        if self._header is not None or not reader.between_values:
            return None
        name, seq, header = self._newest
        at = reader.starts_with(RESPONSE, (name, seq, ""), header, data)
        if not at:
            found = reader.read_lone(RESPONSE, data, 0)
            if found is None or found[0][2]:
                return None
            (_, seq, _), at = found
        method = self._pending.get(seq)
        if method is None:
            return None
        result = reader.read_lone(method.result, data, at, last=True)
        if result is None:
            return None
        self._pending.pop(seq, None)
        return Returned(seq, result[0])

    def _read_response(self, events: list[Event]) -> bool:
        """Add what a response says; False if it has not arrived yet.

        Raises:
            DecodeError: Its header is none, or the stream is broken: nothing can follow.
        """
        if self._header is None:
            header = self._reader.read(RESPONSE)
            if header is INCOMPLETE:
                return False
            self._header = header
        _, seq, error = self._header
        method = self._pending.get(seq)
        if error or method is None:  # Go passes over answers that nobody waits for, too
            if not self._reader.skip():
                return False
            outcome: Event | None = Failed(seq, _error(error, method)) if method else None
        else:
            outcome = self._read_result(seq, method)
            if outcome is None:
                return False
        self._header = None
        if outcome:
            self._pending.pop(seq, None)
            events.append(outcome)
        return True

    def _read_result(self, seq: int, method: Method) -> Event | None:
        try:
            result = self._reader.read(method.result)
        except DecodeError as error:
            if self._reader.broken:
                raise
            return Failed(seq, DecodeError(error.reason, _place(method, error.path)))
        return None if result is INCOMPLETE else Returned(seq, result)

    def _end(self, reason: str) -> list[Event]:
        self._ended = True
        lost: list[Event] = [
            Failed(seq, ConnectionLost(reason or _SHUT_DOWN, status=14)) for seq in [*self._pending]
        ]
        self._pending.clear()
        return [*lost, Ended(reason)]


def _place(method: Method, path: str) -> str:
    """Where in a result something is: ``Plugin.Add() -> result.Sum``."""
    dot = "." if path and path[0] != "[" else ""
    return f"{method.full_name}() -> result{dot}{path}"


def _error(text: str, method: Method) -> GenPluginError:
    """The exception for the text of an error. Only Go's own texts say more than that."""
    if text in (no_method(method.full_name), no_service(method.full_name)):
        return NotImplementedByPlugin(text, method=method.full_name)
    return PluginError("", text)
