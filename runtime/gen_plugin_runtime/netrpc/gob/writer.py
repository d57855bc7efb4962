"""Values in, bytes out: the sending end of a gob stream."""

from __future__ import annotations

from gen_plugin_runtime.errors import EncodeError
from gen_plugin_runtime.netrpc.gob.faults import ENCODING_FAULTS, unencodable
from gen_plugin_runtime.netrpc.gob.limits import MAX_MESSAGE
from gen_plugin_runtime.netrpc.gob.numbers import sint, sized, uint
from gen_plugin_runtime.netrpc.gob.structs import Struct
from gen_plugin_runtime.netrpc.gob.type_ids import FIRST_ID

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.netrpc.gob.kinds import Type

__all__ = ["Writer"]


class Writer:
    """Writes values of types that its user names, each type's definition before the first.

    Numbers are given to types, and definitions are in the order, as by a Go program that has used
    none before. Unlike Go this side defines the types of interface values before the value, so that
    no value is spread over several messages. What is given must be sent in the order in
    which it was given.

    Args:
        max_message: The longest message, in bytes.
    """

    __slots__ = ("_announced", "_ids", "_max_message", "_names", "_pending", "_prefixes")

    def __init__(self, max_message: int = MAX_MESSAGE) -> None:
        self._max_message = max_message
        self._ids: dict[Type, int] = {}
        self._names: dict[Type, str] = {}
        self._announced: set[Type] = set()
        self._pending: list[bytes] = []  # definitions that nobody has sent yet
        # What stands before values in their messages: by the identity of a type, which is found
        # sooner than an equal one and lives as long as the stream.
        self._prefixes: dict[int, tuple[bytes, Type]] = {}

    def encode(self, kind: Type, value: object) -> bytes:
        """The messages for a value: definitions that are new, and the value itself.

        Raises:
            EncodeError: It is no value of the type, or too long. The stream goes on without it.
        """
        message = self._message(kind, value)
        return b"".join((*self._definitions(), *message))

    def encode_pair(self, header_kind: Type, header: bytes, kind: Type, value: object) -> bytes:
        """The messages for two values that are sent together, or not at all.

        Args:
            header_kind: The first one's type.
            header: The first one, as `Type.encode` gives it.
            kind: The second one's type.
            value: The second one.

        Raises: as for `encode`.
        """
        first = sized(self._prefix(header_kind) + header)
        before = len(self._pending)
        second = self._message(kind, value)
        if not self._pending:
            return b"".join((first, *second))
        definitions = self._definitions()
        return b"".join((*definitions[:before], first, *definitions[before:], *second))

    def _message(self, kind: Type, value: object) -> tuple[bytes, bytes, bytes]:
        """A message in pieces, which are put together once: a value may be long."""
        prefix = self._prefix(kind)
        try:
            encoded = kind.encode(value, self, 0)
            size = len(prefix) + len(encoded)
            if size > self._max_message:
                raise EncodeError(f"a message of {size} bytes is longer than {self._max_message}")
        except ENCODING_FAULTS as error:
            raise unencodable(error, "", value) from None
        return uint(size), prefix, encoded

    def _prefix(self, kind: Type) -> bytes:
        """What stands before a value in its message."""
        found = self._prefixes.get(id(kind))
        if found is not None:
            return found[0]
        prefix = sint(self.id_of(kind)) + (b"" if isinstance(kind.wire, Struct) else b"\0")
        self._prefixes[id(kind)] = prefix, kind
        return prefix

    def _definitions(self) -> list[bytes]:
        """Those that nobody has sent yet, which the caller sends."""
        definitions, self._pending = self._pending, []
        return definitions

    def id_of(self, kind: Type) -> int:
        """The number of a type on this stream; a definition is written for one that is new."""
        kind = kind.wire
        type_id = kind.basic_id or self._ids.get(kind)
        if type_id is None:
            self._number(kind, kind.bare)
            self._announce(kind)
            type_id = self._ids[kind]
        return type_id

    def _number(self, kind: Type, name: str) -> None:
        """Give numbers to a type and those within, in Go's order: a struct comes before them."""
        if kind.basic_id or kind in self._ids:
            return
        self._names[kind] = name
        if isinstance(kind, Struct):
            self._ids[kind] = FIRST_ID + len(self._ids)
        for each in kind.inner():
            self._number(each.wire, kind.name_within(each.wire))
        if kind not in self._ids:  # a struct within may have had to refer to it
            self._ids[kind] = FIRST_ID + len(self._ids)

    def _announce(self, kind: Type) -> None:
        """Write the definitions of a type and those within, itself first."""
        kind = kind.wire
        if kind.basic_id or kind in self._announced:
            return
        self._announced.add(kind)
        type_id = self._ids[kind]
        definition = kind.definition(self._names[kind], type_id, self)
        self._pending.append(sized(sint(-type_id) + definition))
        for inner in kind.inner():
            self._announce(inner)
