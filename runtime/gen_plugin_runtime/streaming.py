"""Streams of values as streams of messages, and back, for generated clients and servers."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable
from itertools import chain

from gen_plugin_runtime.errors import EncodeError
from gen_plugin_runtime.generic import OfItem
from gen_plugin_runtime.protobuf.wire import length_delimited_field, read_fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import (
        AsyncGenerator,
        AsyncIterator,
        Awaitable,
        Callable,
        Generator,
        Iterator,
    )
    from typing import Self, TypeVar

    from gen_plugin_runtime.transport import Buffer, Requests

    Item = TypeVar("Item")


# In clients.


def decode_stream(
    decode: Callable[[Buffer], Item], messages: Iterator[Buffer]
) -> Generator[Item, None, None]:
    """The values in a stream of messages. Closing it ends the call that they come from."""
    generator = _decode_each(decode, messages)
    next(generator)  # into its `try`: Python closes a generator that has not begun without a word
    return generator  # type: ignore[return-value] # what is not an item has just been taken


def _decode_each(
    decode: Callable[[Buffer], Item], messages: Iterator[Buffer]
) -> Generator[Item | None, None, None]:
    try:
        yield None
        for message in messages:
            yield decode(message)
    finally:
        _close(messages)


async def decode_async_stream(
    decode: Callable[[Buffer], Item], messages: AsyncGenerator[Buffer, None]
) -> AsyncGenerator[Item, None]:
    """The same, where a task reads them."""
    try:
        async for message in messages:
            yield decode(message)
    finally:
        await messages.aclose()


def encode_items(
    encode: Callable[[Item], bytes], items: Iterable[Item], *first: bytes
) -> Iterator[bytes]:
    """The messages for a stream of values, behind those in `first`."""
    return chain(first, map(encode, items))


async def encode_async_items(
    encode: Callable[[Item], bytes], items: AsyncIterable[Item], *first: bytes
) -> AsyncIterator[bytes]:
    """The same, where a task makes them."""
    for message in first:
        yield message
    async for item in items:
        yield encode(item)


def first_message(number: int, arguments: bytes) -> bytes:
    """The message that carries a call's arguments, before its items."""
    return length_delimited_field(number, arguments)


# In servers. An implementation may be blocking or async, whichever its interface says.


class Items(OfItem["Item"]):
    """The values in a stream of requests, as an iterator for threads and for tasks."""

    __slots__ = ("_decode", "_messages")

    def __init__(self, decode: Callable[[Buffer], Item], messages: Requests) -> None:
        self._decode = decode
        self._messages = messages

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Item:
        return self._decode(next(self._messages))

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Item:
        await self._messages.arrive()
        try:
            message = next(self._messages)
        except StopIteration:
            raise StopAsyncIteration from None
        return self._decode(message)


def decode_items(decode: Callable[[Buffer], Item], messages: Requests) -> Items[Item]:
    """The values in a stream of requests."""
    return Items(decode, messages)


def split_first(number: int, messages: Requests) -> tuple[Buffer, Requests]:
    """A call's arguments, which are in its first message, and the messages with its items.

    A caller that knew no arguments begins with an item: then all of them are absent.
    """
    try:
        first = next(messages)
    except StopIteration:
        return b"", messages
    for field, _, payload in read_fields(first):
        if field == number and not isinstance(payload, int):
            return payload, messages
    return b"", _Behind(first, messages)


class _Behind:
    """Requests behind one that has been looked at."""

    def __init__(self, first: Buffer, others: Requests) -> None:
        self._first: list[Buffer] = [first]
        self._others = others

    def __next__(self) -> Buffer:
        return self._first.pop() if self._first else next(self._others)

    def __iter__(self) -> Self:
        return self

    async def arrive(self) -> None:
        """See `Requests`."""
        if not self._first:
            await self._others.arrive()


def encode_results(
    encode: Callable[[Item], bytes],
    results: Iterable[Item] | AsyncIterable[Item] | Awaitable[AsyncIterable[Item]],
) -> Iterator[bytes]:
    """The messages for what an implementation yields. Its generator is closed with this one."""
    if isinstance(results, str | bytes | bytearray):
        raise EncodeError(f"a {type(results).__name__} is returned for a stream of results", "")
    items = _blocking(results)
    try:
        for item in items:
            yield encode(item)
    finally:
        _close(items)


def _blocking(
    results: Iterable[Item] | AsyncIterable[Item] | Awaitable[AsyncIterable[Item]],
) -> Iterable[Item]:
    if isinstance(results, Iterable):
        return results
    from gen_plugin_runtime.event_loop import iterate, wait_for

    if isinstance(results, AsyncIterable):
        return iterate(results)
    return _blocking(wait_for(results))


def _close(iterable: object) -> None:
    close = getattr(iterable, "close", None)
    if close is not None:
        close()
