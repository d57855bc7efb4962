"""Iterators as parameters and results, over a real connection."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Any

import pytest
from tests.codec.generated import Generated

from gen_plugin_runtime import (
    CallCancelled,
    CallTimeout,
    EncodeError,
    GenPluginError,
    current_call,
)
from gen_plugin_runtime.testing import connect

PATIENCE = 10.0


class Feed:
    """Implements the interface, and tells what happens to its streams."""

    def __init__(self, event: Callable[..., Any]) -> None:
        self._event = event
        self.yielded = 0
        self.closed = threading.Event()
        self.seen: list[object] = []

    def watch(self, topic: str, *, count: int = 3) -> Iterator[Any]:
        for number in range(count):
            yield self._event(topic, number)

    def numbers(self) -> Generator[int, None, None]:
        try:
            while True:
                yield self.yielded
                self.yielded += 1
        finally:
            self.closed.set()

    def names(self, of: list[str]) -> Iterable[list[str]]:
        return [[each] for each in of]

    def total(self, numbers: Iterator[int]) -> int:
        return sum(numbers)

    def upload(self, name: str, chunks: Iterator[bytes], *, limit: int = 10) -> str:
        taken = b""
        for chunk in chunks:
            taken += chunk
            if len(taken) >= limit:
                break
        return f"{name}: {taken.decode()}"

    def chat(self, lines: Iterator[str]) -> Iterator[str]:
        for line in lines:
            if line == "bye":
                raise ValueError("gone")
            yield line.upper()

    def get(self, topic: str) -> str:
        return topic

    def relay(self, topic: str, events: Iterator[Any]) -> Iterator[Any]:
        yield self._event(topic, 0)
        yield from events


@pytest.fixture
def impl(feed: Generated) -> Feed:
    return Feed(feed.source.Event)


@pytest.fixture
def client(feed: Generated, impl: Feed) -> Iterator[Any]:
    plugin = __import__(f"{feed.source.__name__}_plugin").FeedPlugin
    with connect(plugin(impl), call_timeout=PATIENCE) as connected:
        yield connected


def test_a_result_arrives_item_by_item(client: Any, feed: Generated) -> None:
    events = client.watch("news", count=2)

    assert [*events] == [feed.source.Event("news", 0), feed.source.Event("news", 1)]


def test_a_default_of_a_streaming_method_is_its_own(client: Any) -> None:
    assert len([*client.watch("news")]) == 3


def test_an_iterable_may_be_a_list_on_the_other_side(client: Any) -> None:
    assert [*client.names(["a", "b"])] == [["a"], ["b"]]


def test_a_parameter_arrives_item_by_item(client: Any) -> None:
    assert client.total(iter(range(1000))) == 499500


def test_no_items_at_all(client: Any) -> None:
    assert client.total(iter(())) == 0
    assert client.upload("a", iter(())) == "a: "
    assert [*client.chat(iter(()))] == []


def test_arguments_go_before_the_items(client: Any) -> None:
    assert client.upload("file", iter([b"ab", b"", b"cd"])) == "file: abcd"


def test_an_implementation_may_stop_reading(client: Any) -> None:
    endless = iter(lambda: b"xx", b"")

    assert client.upload("file", endless, limit=4) == "file: xxxx"


def test_both_directions_take_turns(client: Any) -> None:
    sent: list[str] = []

    def lines() -> Iterator[str]:
        for line in ("one", "two"):
            sent.append(line)
            yield line

    replies = client.chat(lines())

    assert [*replies] == ["ONE", "TWO"]
    assert sent == ["one", "two"]


def test_items_may_be_none_beside_arguments(client: Any, feed: Generated) -> None:
    event = feed.source.Event("x", 7)

    assert [*client.relay("news", iter([None, event, None]))] == [
        feed.source.Event("news", 0),
        None,
        event,
        None,
    ]


def test_an_error_comes_after_the_items_before_it(client: Any) -> None:
    replies = client.chat(iter(["one", "two", "bye", "late"]))

    assert [next(replies), next(replies)] == ["ONE", "TWO"]
    with pytest.raises(ValueError, match="gone"):
        next(replies)


def test_closing_the_client_closes_the_implementation(client: Any, impl: Feed) -> None:
    numbers = client.numbers()
    assert next(numbers) == 0

    numbers.close()

    assert impl.closed.wait(PATIENCE)
    assert [*numbers] == []


def test_closing_what_was_never_read_cancels_too(client: Any, impl: Feed) -> None:
    client.numbers().close()

    assert client.total(iter([1])) == 1  # the connection goes on
    assert impl.yielded == 0 or impl.closed.wait(PATIENCE)


def test_a_stream_that_nobody_holds_is_cancelled(client: Any, impl: Feed) -> None:
    assert next(client.numbers()) == 0

    assert impl.closed.wait(PATIENCE)


def test_who_does_not_read_is_not_drowned(client: Any, feed: Generated) -> None:
    """The implementation is held up by the flow control of the connection."""
    big = "x" * 1024 * 1024
    taken = threading.Semaphore(0)
    count = 0

    def lines() -> Iterator[str]:
        nonlocal count
        while True:
            count += 1
            taken.release()
            yield big

    replies = client.chat(lines())
    while taken.acquire(timeout=1.0):
        pass

    held_up = count
    assert held_up < 100
    assert len(next(replies)) == len(big)
    replies.close()


def test_an_item_that_cannot_be_sent_says_so_where_it_was_made(client: Any) -> None:
    with pytest.raises(EncodeError, match=r"total\(numbers\): 'two' is not an int"):
        client.total(iter([1, "two"]))


def test_a_text_is_no_stream_of_letters(client: Any, impl: Feed) -> None:
    vars(impl)["chat"] = lambda lines: "abc"

    with pytest.raises(GenPluginError, match="a str is returned for a stream"):
        next(client.chat(iter(())))


def test_an_error_of_the_caller_s_own_iterator_reaches_the_caller(client: Any) -> None:
    def numbers() -> Iterator[int]:
        yield 1
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        client.total(numbers())


def test_an_error_of_the_caller_s_own_iterator_ends_a_dialogue(client: Any) -> None:
    def lines() -> Iterator[str]:
        yield "one"
        raise RuntimeError("no more")

    with pytest.raises(CallCancelled) as caught:
        [*client.chat(lines())]

    assert isinstance(caught.value.__cause__, RuntimeError)


def test_a_deadline_ends_a_stream_for_both_sides(feed: Generated, impl: Feed) -> None:
    def patient() -> Iterator[int]:
        try:
            yield 1
            current_call().wait_cancelled(PATIENCE)
            yield 2
        finally:
            impl.closed.set()

    vars(impl)["numbers"] = patient
    plugin = __import__(f"{feed.source.__name__}_plugin").FeedPlugin
    with connect(plugin(impl), call_timeout=0.2) as client:
        numbers = client.numbers()
        assert next(numbers) == 1
        with pytest.raises(CallTimeout):
            list(numbers)  # an item may come in the moment in which the deadline passes
    assert impl.closed.wait(PATIENCE)
