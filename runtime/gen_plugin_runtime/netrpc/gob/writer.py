"""Values in, bytes out: the sending end of a gob stream."""

from __future__ import annotations

from threading import Lock

from gen_plugin_runtime.errors import EncodeError
from gen_plugin_runtime.netrpc.gob.faults import ENCODING_FAULTS, unencodable
from gen_plugin_runtime.netrpc.gob.limits import MAX_MESSAGE
from gen_plugin_runtime.netrpc.gob.numbers import sint, sized, uint
from gen_plugin_runtime.netrpc.gob.structs import Struct
from gen_plugin_runtime.netrpc.gob.type_ids import FIRST_ID

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Final, TypeAlias

    from gen_plugin_runtime.netrpc.gob.kinds import Type

    Message: TypeAlias = tuple[bytes, bytes, bytes]
    """A message in pieces, which are put together once: a value may be long."""

__all__ = ["Writer"]


class Writer:
    """Writes values of types that its user names, each type's definition before the first.

    Numbers are given to types, and definitions are in the order, as by a Go program that has used
    none before. Unlike Go this side defines the types of interface values before the value, so that
    no value is spread over several messages.

    Several threads may make messages at once: what a value does when it is asked for its items
    holds nobody up. What `encode` and `definitions` give is for one thread at a time, and must be
    sent in the order in which it was given.

    Args:
        max_message: The longest message, in bytes.
    """

    __slots__ = ("_known", "_lock", "_max_message", "_prefixes")

    def __init__(self, max_message: int = MAX_MESSAGE) -> None:
        self._max_message = max_message
        self._lock = Lock()  # for who replaces what is known
        self._known = _Known({}, ())
        # What stands before values in their messages: by the identity of a type, which is found
        # sooner than an equal one and lives as long as the stream.
        self._prefixes: dict[int, tuple[bytes, Type]] = {}

    def encode(self, kind: Type, value: object) -> bytes:
        """The messages for a value: definitions that are new, and the value itself.

        Raises: as for `message`.
        """
        message = self.message(kind, value)
        return b"".join((*self.definitions(), *message))

    def message(self, kind: Type, value: object) -> Message:
        """The message of a value. `definitions` must be sent first, those of that moment or later.

        Raises:
            EncodeError: It is no value of the type, or too long. The stream goes on without it.
        """
        prefix = self.prefix(kind)
        try:
            encoded = kind.encode(value, self, 0)
            size = len(prefix) + len(encoded)
            if size > self._max_message:
                raise EncodeError(f"a message of {size} bytes is longer than {self._max_message}")
        except ENCODING_FAULTS as error:
            raise unencodable(error, "", value) from None
        return uint(size), prefix, encoded

    def prefix(self, kind: Type) -> bytes:
        """What stands before a value in its message."""
        found = self._prefixes.get(id(kind))
        if found is not None:
            return found[0]
        prefix = sint(self.id_of(kind)) + (b"" if isinstance(kind.wire, Struct) else b"\0")
        self._prefixes[id(kind)] = prefix, kind
        return prefix

    def definitions(self) -> Sequence[bytes]:
        """The messages that define the types that are new: the caller's, who sends them."""
        if not self._known.pending:
            return ()
        with self._lock:
            known = self._known
            self._known = _Known(known.ids, ())
        return known.pending

    def id_of(self, kind: Type) -> int:
        """The number of a type on this stream; a definition is written for one that is new."""
        kind = kind.wire
        return kind.basic_id or self._known.ids.get(kind) or self._introduced(kind)

    def _introduced(self, kind: Type) -> int:
        with self._lock:
            introduction = _Introduction(self._known)
            introduction.number(kind, kind.bare)
            introduction.announce(kind)
            # In one step: whatever tears a thread out of this, there is no type without definition.
            self._known = _Known(introduction.ids, introduction.pending)
        return introduction.ids[kind]


class _Known:
    """The types of a stream. Replaced, never changed.

    Attributes:
        ids: Their numbers.
        pending: The definitions that nobody has sent yet.
    """

    __slots__ = ("ids", "pending")

    def __init__(self, ids: Mapping[Type, int], pending: Sequence[bytes]) -> None:
        self.ids: Final = ids
        self.pending: Final = pending


class _Introduction:
    """Makes a type known, and those within. Fits `kinds.Ids`.

    Attributes:
        ids: The numbers of all that are known then.
        pending: The definitions that are to be sent then.
    """

    __slots__ = ("_announced", "_names", "ids", "pending")

    def __init__(self, known: _Known) -> None:
        self.ids = dict(known.ids)
        self.pending = [*known.pending]
        self._names: dict[Type, str] = {}
        self._announced = set(known.ids)

    def id_of(self, kind: Type) -> int:
        """The number of a type that is known."""
        kind = kind.wire
        return kind.basic_id or self.ids[kind]

    def number(self, kind: Type, name: str) -> None:
        """Give numbers to a type and those within, in Go's order: a struct comes before them."""
        if kind.basic_id or kind in self.ids:
            return
        self._names[kind] = name
        if isinstance(kind, Struct):
            self.ids[kind] = FIRST_ID + len(self.ids)
        for each in kind.inner():
            self.number(each.wire, kind.name_within(each.wire))
        if kind not in self.ids:  # a struct within may have had to refer to it
            self.ids[kind] = FIRST_ID + len(self.ids)

    def announce(self, kind: Type) -> None:
        """Write the definitions of a type and those within, itself first."""
        kind = kind.wire
        if kind.basic_id or kind in self._announced:
            return
        self._announced.add(kind)
        type_id = self.ids[kind]
        definition = kind.definition(self._names[kind], type_id, self)
        self.pending.append(sized(sint(-type_id) + definition))
        for inner in kind.inner():
            self.announce(inner)
