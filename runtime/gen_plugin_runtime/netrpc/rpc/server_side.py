"""The server's side of a connection: see `Server` and `gobServerCodec` of net/rpc."""

from __future__ import annotations

from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.netrpc.gob.limits import MAX_MESSAGE
from gen_plugin_runtime.netrpc.gob.numbers import sized
from gen_plugin_runtime.netrpc.gob.reader import INCOMPLETE, Reader
from gen_plugin_runtime.netrpc.gob.writer import Writer
from gen_plugin_runtime.netrpc.rpc.events import Call, Called, Ended, Event, Refused
from gen_plugin_runtime.netrpc.rpc.headers import (
    EMPTY,
    REQUEST,
    RESPONSE,
    Headers,
    ill_formed,
    no_method,
    no_service,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from gen_plugin_runtime.netrpc.gob.writer import Message
    from gen_plugin_runtime.netrpc.rpc.method import Method

__all__ = ["ServerSide"]

_LAST_SEQ = 2**64 - 1
_CUT_OFF = "unexpected EOF"
_NO_TEXT = "the call failed, and its error has no text"


class ServerSide:
    """Is called: bytes in, calls out, answers in, bytes out.

    `receive` and `end` are for one thread at a time; `send`, `answer` and `refuse` likewise, which
    may be another one at the same time, and what they give is sent in the order in which they gave
    it. `encode` is for any number of threads at once.

    Args:
        services: Methods by service and name, as `method.services` has them.
        max_message: The longest argument and the longest result, in bytes.
    """

    __slots__ = (
        "_call",
        "_ended",
        "_expected",
        "_found",
        "_headers",
        "_opening",
        "_prefix",
        "_reader",
        "_services",
        "_writer",
    )

    def __init__(
        self, services: Mapping[str, Mapping[str, Method]], max_message: int = MAX_MESSAGE
    ) -> None:
        self._services = services
        self._reader = Reader(max_message)
        self._writer = Writer(max_message)
        self._prefix = self._writer.prefix(RESPONSE)
        self._headers = Headers()
        self._opening = b"".join(self._writer.definitions())  # stands before the first header
        self._found: dict[str, Method] = {}  # what has been called, by full names
        self._expected = ("", -1, b"")  # the next call's method, number and header, if it is alike
        self._call: Call | None = None  # whose argument has not been read yet
        self._ended = False

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
            while (event := self._read_request()) is not None:
                events.append(event)
        except DecodeError as error:
            self._ended = True
            events.append(Ended(f"rpc: server cannot decode request: {error}"))
        return events

    def end(self) -> list[Event]:
        """The peer sends no more. Calls that have no answer may still get one."""
        if self._ended:
            return []
        self._ended = True
        is_in_order = self._call is None and self._reader.between_values
        return [Ended("" if is_in_order else _CUT_OFF)]

    def answer(self, called: Called, result: object) -> bytes:
        """The bytes that tell a call's result: `encode` and `send`, for who has one thread.

        Raises: as they do.
        """
        return self.send(called, self.encode(called, result))

    def encode(self, called: Called, result: object) -> Message:
        """A call's result, for `send`.

        Raises:
            EncodeError: It is none of the method's. Nothing is to be sent; `refuse` the call.
        """
        return self._writer.message(called.method.result, result)

    def send(self, called: Called, result: Message) -> bytes:
        """The bytes that tell a call's result."""
        call = called.call
        return self._joined(self._headers.encode(call.full_name, call.seq), result)

    def refuse(self, call: Call, reason: str) -> bytes:
        """The bytes that tell that a call has failed, and why."""
        # An empty text would be a success.
        text = (reason or _NO_TEXT).encode(errors="backslashreplace").decode()
        header = RESPONSE.encode((call.full_name, call.seq, text), self._writer, 0)
        return self._joined(header, self._writer.message(EMPTY, ()))

    def _joined(self, header: bytes, result: Message) -> bytes:
        message = sized(self._prefix + header)
        data = b"".join((self._opening, message, *self._writer.definitions(), *result))
        self._opening = b""
        return data

    def _read_lone(self, data: bytes) -> Called | None:
        """The call that these bytes are, and nothing else, as small ones mostly are.

        Mostly it is of the same method as the one before, and has the next number.
        """
        reader = self._reader
        if self._call is not None or not reader.between_values:
            return None
        name, seq, header = self._expected
        at = reader.starts_with(REQUEST, (name, seq), header, data)
        if not at:
            found = reader.read_lone(REQUEST, data, 0)
            if found is None:
                return None
            (name, seq), at = found
        method = self._found.get(name)
        if method is None:
            return None
        argument = reader.read_lone(method.argument, data, at, last=True)
        if argument is None:
            return None
        if seq < _LAST_SEQ:
            self._expected = name, seq + 1, self._headers.encode(name, seq + 1)
        return Called(Call(name, seq), method, argument[0])

    def _read_request(self) -> Called | Refused | None:
        """The next call, None if it has not arrived yet.

        Raises:
            DecodeError: Its header is none, or the stream is broken: nothing can follow.
        """
        if self._call is None:
            header = self._reader.read(REQUEST)
            if header is INCOMPLETE:
                return None
            self._call = Call(*header)
        full_name = self._call.full_name
        found = self._found.get(full_name) or self._find(full_name)
        try:
            event = self._read_argument(self._call, found)
        except DecodeError as error:
            if self._reader.broken:
                raise
            event = Refused(self._call, found if isinstance(found, str) else str(error))
        if event is not None:
            self._call = None
        return event

    def _read_argument(self, call: Call, found: Method | str) -> Called | Refused | None:
        if isinstance(found, str):
            return Refused(call, found) if self._reader.skip() else None
        argument = self._reader.read(found.argument)
        return None if argument is INCOMPLETE else Called(call, found, argument)

    def _find(self, full_name: str) -> Method | str:
        """What is called, or why nothing is."""
        service, dot, name = full_name.rpartition(".")
        if not dot:
            return ill_formed(full_name)
        methods = self._services.get(service)
        if methods is None:
            return no_service(full_name)
        method = methods.get(name)
        if method is None:
            return no_method(full_name)
        self._found[full_name] = method
        return method
