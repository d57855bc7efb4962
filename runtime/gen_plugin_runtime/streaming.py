"""Streams of values as streams of messages, and back, for generated clients and servers."""

from __future__ import annotations

from itertools import chain

from gen_plugin_runtime.errors import EncodeError
from gen_plugin_runtime.protobuf.wire import length_delimited_field, read_fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from typing import TypeVar

    from gen_plugin_runtime.transport import Buffer

    Item = TypeVar("Item")


def decode_stream(
    decode: Callable[[Buffer], Item], messages: Iterable[Buffer]
) -> Generator[Item, None, None]:
    """The values in a stream of messages. Closing it ends the call that they come from."""
    generator = _decode_each(decode, messages)
    next(generator)  # into its `try`: Python closes a generator that has not begun without a word
    return generator  # type: ignore[return-value] # what is not an item has just been taken


def _decode_each(
    decode: Callable[[Buffer], Item], messages: Iterable[Buffer]
) -> Generator[Item | None, None, None]:
    try:
        yield None
        for message in messages:
            yield decode(message)
    finally:
        _close(messages)


def encode_items(
    encode: Callable[[Item], bytes], items: Iterable[Item], *first: bytes
) -> Iterator[bytes]:
    """The messages for a stream of values, behind those in `first`."""
    return chain(first, map(encode, items))


def encode_results(encode: Callable[[Item], bytes], results: Iterable[Item]) -> Iterator[bytes]:
    """The messages for what an implementation yields. Its generator is closed with this one."""
    if isinstance(results, str | bytes | bytearray):
        raise EncodeError(f"a {type(results).__name__} is returned for a stream of results", "")
    try:
        for item in results:
            yield encode(item)
    finally:
        _close(results)


def first_message(number: int, arguments: bytes) -> bytes:
    """The message that carries a call's arguments, before its items."""
    return length_delimited_field(number, arguments)


def split_first(number: int, messages: Iterator[Buffer]) -> tuple[Buffer, Iterator[Buffer]]:
    """A call's arguments, which are in its first message, and the messages with its items.

    A caller that knew no arguments begins with an item: then all of them are absent.
    """
    first = next(messages, b"")
    for field, _, payload in read_fields(first):
        if field == number and not isinstance(payload, int):
            return payload, messages
    return b"", chain((first,), messages) if first else messages


def _close(iterable: object) -> None:
    close = getattr(iterable, "close", None)
    if close is not None:
        close()
