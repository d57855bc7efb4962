"""Serialized file descriptors, from the facts that a .proto states."""

from __future__ import annotations

from gen_plugin_runtime.protobuf.wire import length_delimited_field, varint_field

# FieldDescriptorProto.Type
DOUBLE, INT64, INT32, BOOL, STRING, GROUP, MESSAGE, BYTES, UINT32, ENUM = (
    1, 3, 5, 8, 9, 10, 11, 12, 13, 14,
)  # fmt: skip
_OPTIONAL, _REPEATED = 1, 3


def file(name: str, package: str, *content: bytes, imports: tuple[str, ...] = ()) -> bytes:
    """A `FileDescriptorProto` of proto3."""
    return b"".join(
        [
            _text(1, name),
            _text(2, package),
            *(_text(3, each) for each in imports),
            *content,
            _text(12, "proto3"),
        ]
    )


def message(name: str, *content: bytes) -> bytes:
    """A message of a file."""
    return length_delimited_field(4, _text(1, name) + b"".join(content))


def nested(name: str, *content: bytes) -> bytes:
    """A message of a message."""
    return length_delimited_field(3, _text(1, name) + b"".join(content))


def map_entry(name: str, *content: bytes) -> bytes:
    """The message of a message that a map's items are."""
    return nested(name, *content, length_delimited_field(7, varint_field(7, 1)))


def field(
    name: str,
    number: int,
    kind: int,
    type_name: str = "",
    *,
    repeated: bool = False,
    oneof: int | None = None,
) -> bytes:
    """A field of a message.

    Args:
        name: The field's.
        number: The field's.
        kind: One of the types above.
        type_name: Of a message or an enum, with its package and a dot before.
        repeated: Whether there is any number of values.
        oneof: The index of the oneof that it is an arm of.
    """
    return length_delimited_field(
        2,
        _text(1, name)
        + varint_field(3, number)
        + varint_field(4, _REPEATED if repeated else _OPTIONAL)
        + varint_field(5, kind)
        + (_text(6, type_name) if type_name else b"")
        + (b"" if oneof is None else varint_field(9, oneof)),
    )


def oneof(name: str) -> bytes:
    """A oneof of a message; they count from 0."""
    return length_delimited_field(8, _text(1, name))


def enum(name: str, *values: str, of_message: bool = False) -> bytes:
    """An enum whose values count from 0."""
    content = b"".join(
        length_delimited_field(2, _text(1, value) + varint_field(2, number))
        for number, value in enumerate(values)
    )
    return length_delimited_field(4 if of_message else 5, _text(1, name) + content)


def service(name: str, *methods: bytes) -> bytes:
    """A service of a file."""
    return length_delimited_field(6, _text(1, name) + b"".join(methods))


def method(
    name: str, request: str, response: str, *, client_streams: bool = False, streams: bool = False
) -> bytes:
    """A method of a service.

    Args:
        name: The method's.
        request: The message's name, with its package and a dot before.
        response: Likewise.
        client_streams: Whether there is any number of requests.
        streams: Whether there is any number of responses.
    """
    return length_delimited_field(
        2,
        _text(1, name)
        + _text(2, request)
        + _text(3, response)
        + (varint_field(5, 1) if client_streams else b"")
        + (varint_field(6, 1) if streams else b""),
    )


def _text(number: int, value: str) -> bytes:
    return length_delimited_field(number, value.encode())
