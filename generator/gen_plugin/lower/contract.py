"""The contract: the .proto file, and which Python value each part of it carries."""

from __future__ import annotations

from enum import Enum

from gen_plugin.frozen import dataclass
from gen_plugin.lower.lock import Lock
from gen_plugin.lower.netrpc.contract import NetRpcContract
from gen_plugin.model.interface import Default, Method, ProtocolDefinition
from gen_plugin.model.types import Type
from gen_plugin.proto.model import ProtoField, ProtoFile, ProtoMessage


class Shape(Enum):
    """What a message stands for in Python."""

    PARAMETERS = "the arguments of a call"
    ITEM = "one item of a stream that is an argument of a call"
    RESULT = "the result of a call"
    RECORD = "a record: one object with attributes"
    TUPLE = "a tuple with a value of each type"
    UNION = "one value of one of several types"
    WRAPPER = "one value that a field cannot hold directly, such as a list in a list"
    PARTS = "one value that takes several fields, such as a datetime with its zone"
    ENTRY = "a key with its value, for a dict whose keys or whose order no proto map can have"


@dataclass(frozen=True, slots=True)
class FieldBinding:
    """A Python value and the field that carries it.

    How it is carried follows from the two types: where the field's type is a message that is not
    the value's own record, the message is a wrapper or an entry, and its own binding says what is
    in it.

    Attributes:
        python_name: The parameter or attribute; ``result`` of a RESULT; ``items`` or ``value`` of a
            WRAPPER; ``value_int`` and its like of a UNION; ``key`` and ``value`` of an ENTRY;
            ``item1``, ``item2``, ... of a TUPLE; ``at`` and its like of PARTS.
        default: What an absent field means, if that is not the wire's own zero value.
        is_spread: Whether the message that it names, a UNION, has its fields in the message around
            it. The field itself is none of the .proto then.
    """

    python_name: str
    type: Type
    field: ProtoField
    default: Default | None = None
    keyword_only: bool = False
    is_spread: bool = False


@dataclass(frozen=True, slots=True)
class MessageBinding:
    """A message and the Python value that it carries.

    Attributes:
        record: The record's key if the shape is RECORD, else None.
        type: The Python type of the carried value if the shape is WRAPPER, TUPLE or UNION, else
            None.
        method: As in the Python source, ``Greeter.greet``; None for what belongs to no call.
        recursive: Whether a value can hold, at any depth, another one of this same message.
        fields: In ascending order of their numbers. Of an ITEM the item alone: the arguments, which
            go before all items, are no part of one.
    """

    message: ProtoMessage
    shape: Shape
    fields: tuple[FieldBinding, ...]
    record: str | None = None
    type: Type | None = None
    method: str | None = None
    recursive: bool = False


@dataclass(frozen=True, slots=True)
class EnumBinding:
    """An enum of the interface and its numbers on the wire.

    Attributes:
        enum: The enum's key in the interface.
        numbers: Python member name and wire number, without aliases, in the order of the file.
        identical: Whether each member's value is its wire number.
    """

    enum: str
    numbers: tuple[tuple[str, int], ...]
    identical: bool


@dataclass(frozen=True, slots=True)
class MethodBinding:
    """A method and its names on the wire.

    Attributes:
        path: ``/greeter.v1.Greeter/Greet``.
        request: The message that is sent; of a stream, for each item.
        arguments: The message that carries the arguments: the request, or what goes before the
            items of a stream; None if there are no others.
        arguments_field: The request's field for it, where it is another message; else None.
    """

    method: Method
    name: str
    path: str
    request: str
    response: str
    arguments: str | None
    arguments_field: int | None = None


@dataclass(frozen=True, slots=True)
class ServiceBinding:
    """A Protocol, its service and its plugin.

    Attributes:
        full_name: ``greeter.v1.Greeter``.
        plugin: The key in the plugin map, ``greeter``; None if hosts do not dispense it.
        is_passed: Whether its objects are parameters or results of calls.
    """

    protocol: ProtocolDefinition
    full_name: str
    plugin: str | None
    is_passed: bool
    methods: tuple[MethodBinding, ...]


@dataclass(frozen=True, slots=True)
class Handshake:
    """What host and plugin must share before they talk."""

    protocol_version: int
    magic_cookie_key: str
    magic_cookie_value: str


@dataclass(frozen=True, slots=True)
class Contract:
    """All that the wire needs to know.

    Attributes:
        messages: Every message of the file, nested ones too, by full name.
        enums: By the enum's key in the interface.
        lock: What is to be kept for the next run.
        netrpc: The same over net/rpc, None if that is not wanted.
    """

    file: ProtoFile
    services: tuple[ServiceBinding, ...]
    messages: dict[str, MessageBinding]
    enums: dict[str, EnumBinding]
    handshake: Handshake
    lock: Lock
    netrpc: NetRpcContract | None = None
