"""Bytes in, values out: the receiving end of a gob stream."""

from __future__ import annotations

from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.netrpc.gob.definitions import read_definition
from gen_plugin_runtime.netrpc.gob.faults import DECODING_FAULTS, undecodable
from gen_plugin_runtime.netrpc.gob.limits import MAX_MESSAGE
from gen_plugin_runtime.netrpc.gob.messages import MessageReader
from gen_plugin_runtime.netrpc.gob.numbers import ONE_BYTE, read_sint, sized
from gen_plugin_runtime.netrpc.gob.plans import Plans
from gen_plugin_runtime.netrpc.gob.remote import RemoteTypes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from gen_plugin_runtime.netrpc.gob.kinds import Decode, Type

__all__ = ["INCOMPLETE", "Incomplete", "Reader"]


class Incomplete:
    """The class of `INCOMPLETE`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "INCOMPLETE"


INCOMPLETE = Incomplete()
"""What stands for a value that has not arrived yet."""


class Reader:
    """Reads values of types that its user names, one after the other. One thread at a time.

    A value that is none of the type it should be is passed over; what follows can be read. After a
    message that has no end, or a wrong definition of a type, nothing can.

    Args:
        max_message: The longest message, in bytes, and the longest value over several of them.
    """

    __slots__ = (
        "_alike",
        "_awaited",
        "_broken",
        "_last",
        "_max_message",
        "_messages",
        "_plans",
        "_small",
        "_spread",
        "_types",
    )

    def __init__(self, max_message: int = MAX_MESSAGE) -> None:
        self._max_message = max_message
        self._small = min(max_message, ONE_BYTE - 1)
        self._messages = MessageReader(max_message)
        self._types = RemoteTypes()
        self._plans = Plans(self._types)
        self._broken = ""
        self._awaited = False  # whether types were defined for a value that has not begun
        # By the identity of a type of ours: how the last value's message began, and what read it.
        self._last: dict[int, tuple[bytes, Decode, Type]] = {}
        # By such beginnings: whether the peer encodes that type as this side does.
        self._alike: dict[bytes, bool] = {}
        self._spread: _Spread | None = None  # the value whose end is looked for

    @property
    def broken(self) -> bool:
        """Whether nothing more can be read."""
        return bool(self._broken)

    @property
    def between_values(self) -> bool:
        """Whether the last that arrived was the end of a value, or nothing has."""
        return self._spread is None and not self._awaited and not self._messages.unread

    def feed(self, data: bytes) -> None:
        """Take in bytes, any number of them. Read until `INCOMPLETE` before the next ones."""
        if not self._broken:
            self._messages.feed(data)

    def read(self, kind: Type) -> Any:
        """The next value, or `INCOMPLETE`.

        Raises:
            DecodeError: It is no value of the type. The one after it can be read, if not `broken`.
        """
        if self._spread is None:
            found = self._next_value()
            if found is None:
                return INCOMPLETE
            type_id, data, at = found
            try:
                decode = self._plans.value(type_id, kind)
                value, _ = decode(data, at, 0)
            except DECODING_FAULTS as error:
                failure = undecodable(error, "")
                if not self._types.may_spread(type_id):
                    raise failure from None
                # It is wrong, or spread over several messages: who finds its end will know.
                self._spread = _Spread(self._types, *found, failure)
            else:
                self._last[id(kind)] = data[:at], decode, kind
                return value
        return self._read_spread(self._spread, kind)

    def starts_with(self, kind: Type, value: object, encoded: bytes, data: bytes) -> int:
        """Where a value ends that bytes begin with which were not fed. As for `read_lone`.

        Args:
            kind: A struct.
            value: What is expected.
            encoded: The same, as `kind` encodes it; always with the same fields that are no zeros.
            data: The bytes.

        Returns:
            0 if they begin with something else, or if that is not sure.
        """
        last = self._last.get(id(kind))
        if last is None:
            return 0
        prefix, decode, _ = last
        message = sized(prefix + encoded)
        end = len(message)
        if end > self._small + 1 or not data.startswith(message):
            return 0
        alike = self._alike.get(prefix)
        if alike is None:
            try:
                alike = decode(encoded, 0, 0) == (value, len(encoded))
            except DECODING_FAULTS:
                alike = False
            self._alike[prefix] = alike
        return end if alike else 0

    def read_lone(
        self, kind: Type, data: bytes, at: int, *, last: bool = False
    ) -> tuple[Any, int] | None:
        """The value at a position of bytes that were not fed, if it is as those before it.

        So the small values of calls mostly arrive. For use `between_values`; nothing is taken, and
        what is wrong will be found out by `read`.

        Args:
            kind: What it should be.
            data: The bytes.
            at: Where it begins in them.
            last: Whether nothing may follow; nothing is made of a value then that is not the last.

        Returns:
            The value, and where its message ends; None if it is not small, not all there, not of
            the type that was last read as `kind`, or wrong.
        """
        known = self._last.get(id(kind))
        if known is None or at >= len(data):
            return None
        prefix, decode, _ = known
        size, begin = data[at], at + 1
        end = begin + size
        if last and end < len(data):
            return None
        if size > self._small or end > len(data) or not data.startswith(prefix, begin, end):
            return None
        try:
            value, _ = decode(data[begin:end], len(prefix), 0)
        except DECODING_FAULTS:
            return None
        return value, end

    def _read_spread(self, spread: _Spread, kind: Type) -> Any:
        if not self._find_end(spread):
            return INCOMPLETE
        try:
            return self._plans.value(spread.type_id, kind)(spread.walk.joined(), 0, 0)[0]
        except DECODING_FAULTS as error:
            raise undecodable(error, "") from None

    def skip(self) -> bool:
        """Pass over the next value, whatever its type; False if it has not arrived yet.

        Raises:
            DecodeError: Its end cannot be found. Likewise.
        """
        if self._spread is None:
            found = self._next_value()
            if found is None:
                return False
            if not self._types.may_spread(found[0]):
                return True
            self._spread = _Spread(self._types, *found, None)
        return self._find_end(self._spread)

    def _find_end(self, spread: _Spread) -> bool:
        """Whether the end of a value has arrived."""
        try:
            while not spread.ended:
                piece = spread.first or self._next_piece()
                if piece is None:
                    return False
                spread.first = None
                if spread.go_on(*piece) > self._max_message:
                    raise self._break(DecodeError(f"a value is longer than {self._max_message}"))
        except DECODING_FAULTS as error:
            self._spread = None
            if self._broken:
                raise
            if spread.walk.broken:
                raise self._break(error) from None
            raise spread.failure or undecodable(error, "") from None
        self._spread = None
        return True

    def _next_value(self) -> tuple[int, bytes, int] | None:
        """The next message with a value: its type, the message, and where the value begins."""
        if self._broken:
            raise DecodeError(self._broken)
        try:
            while (message := self._messages.next()) is not None:
                type_id, at = read_sint(message, 0)
                self._awaited = type_id < 0
                if not self._awaited:
                    return type_id, message, at
                self._define(-type_id, message, at)
        except DECODING_FAULTS as error:
            raise self._break(error) from None
        return None

    def _define(self, type_id: int, message: bytes, at: int) -> None:
        kind, end = read_definition(message, at)
        if end < len(message):
            raise DecodeError("bytes follow the definition of a type")
        self._types.define(type_id, kind, len(message))

    def _next_piece(self) -> tuple[bytes, int] | None:
        """The next message as more of a value, and where in it to go on."""
        if self._broken:
            raise DecodeError(self._broken)
        try:
            message = self._messages.next()
        except DecodeError as error:
            raise self._break(error) from None
        if message == b"":  # there may be any number of them, and no limit would be reached
            raise self._break(DecodeError("a message of no bytes comes amid a value"))
        return None if message is None else (message, 0)

    def _break(self, error: Exception) -> DecodeError:
        """Give up the stream."""
        found = undecodable(error, "")
        self._broken = found.reason
        self._last.clear()
        self._awaited = False
        self._messages = MessageReader(self._max_message)
        return found


class _Spread:
    """A value whose end is looked for, in one message or several."""

    __slots__ = ("_size", "ended", "failure", "first", "type_id", "walk")

    def __init__(
        self,
        types: RemoteTypes,
        type_id: int,
        message: bytes,
        at: int,
        failure: DecodeError | None,
    ) -> None:
        self.type_id = type_id
        self.failure = failure
        """Why it could not be read at once."""
        # Rarely needed: a plugin starts without it.
        from gen_plugin_runtime.netrpc.gob.walk import Walk

        self.walk = Walk(types, type_id, whole=True)
        self.first: tuple[bytes, int] | None = (message, at)
        """The message that it begins in and where, until that was walked through."""
        self.ended = False
        self._size = 0

    def go_on(self, message: bytes, at: int) -> int:
        """Walk through the next message; how long all were."""
        self._size += len(message)
        self.ended = self.walk.go_on(message, at) is not None
        return self._size
