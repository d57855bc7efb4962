"""Whose stream the next one is, without threads and sockets."""

from __future__ import annotations

import pytest
from tests.yamux.wire import Frame, decode

from gen_plugin_runtime.broker.doors import Door, Doors
from gen_plugin_runtime.errors import ConfigError
from gen_plugin_runtime.yamux.arrival import Arrival
from gen_plugin_runtime.yamux.events import StreamWaiting
from gen_plugin_runtime.yamux.multiplexer import Multiplexer
from gen_plugin_runtime.yamux.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Stream:
    """What a session would make of a stream."""

    def __init__(self, stream_id: int) -> None:
        self.stream_id = stream_id
        self.closed = False

    def close(self) -> None:
        self.closed = True


class Side:
    """One that listens, and hears frames of a peer."""

    def __init__(self, *, is_host: bool) -> None:
        self.doors = Doors(open_to_all=not is_host)
        self.session = Multiplexer(is_client=is_host, settings=Settings())

    def hear(self, *frames: Frame) -> list[Frame]:
        """What it says to that."""
        for event in self.session.receive(b"".join(frame.encoded() for frame in frames)):
            if isinstance(event, StreamWaiting):
                stream: Any = Stream(event.stream_id)
                self.doors.admit(Arrival(self.session, stream))
        self.session.take_events()
        return decode(b"".join(self.session.output.take()))


def syn(stream_id: int) -> Frame:
    return Frame("window_update", "SYN", stream_id, 0)


def ack(stream_id: int) -> Frame:
    return Frame("window_update", "ACK", stream_id, 0)


def rst(stream_id: int) -> Frame:
    return Frame("window_update", "RST", stream_id, 0)


def stream_at(door: Door) -> int | None:
    stream: Any = door.accept(0)
    return stream and int(stream.stream_id)


@pytest.fixture(params=["host", "plugin"])
def side(request: pytest.FixtureRequest) -> Side:
    return Side(is_host=request.param == "host")


def test_the_next_stream_belongs_to_who_knocked(side: Side) -> None:
    door, other = side.doors.open(7), side.doors.open(8)
    assert side.doors.knock(7) == ""
    assert side.hear(syn(2)) == [ack(2)]
    assert stream_at(door) == 2
    assert stream_at(other) is None


def test_a_stream_comes_before_anybody_waits_for_it(side: Side) -> None:
    door = side.doors.open(7)
    side.doors.knock(7)
    side.hear(syn(2))
    side.doors.open(7)  # the number is free again: the next one is another object's
    assert stream_at(door) == 2
    assert stream_at(door) is None, "each door is for one"


def test_a_knock_that_was_given_up_leaves_the_next_stream_to_the_next_knock(side: Side) -> None:
    abandoned, door = side.doors.open(7), side.doors.open(8)
    side.doors.knock(7)
    side.doors.knock(8)
    side.hear(syn(2))
    assert stream_at(door) == 2
    side.doors.knock(7)
    side.hear(syn(4))
    assert stream_at(abandoned) == 4


def test_a_number_that_nobody_listens_under(side: Side) -> None:
    assert side.doors.knock(7) == "nobody listens under the number 7"
    door = side.doors.open(8)
    assert side.doors.knock(8) == ""
    assert side.hear(syn(2)) == [ack(2)]
    assert stream_at(door) == 2


def test_a_listener_that_has_gone_since_the_knock(side: Side) -> None:
    """Quirk: in go-plugin it blocks the plugin's loop for ever."""
    door, other = side.doors.open(7), side.doors.open(8)
    side.doors.knock(7)
    door.close()
    assert side.hear(syn(2)) == [rst(2)]
    side.doors.knock(8)
    assert side.hear(syn(4)) == [ack(4)]
    assert stream_at(other) == 4


def test_streams_without_a_knock_are_the_plugins_own() -> None:
    plugin = Side(is_host=False)
    door = plugin.doors.open(7)
    assert plugin.hear(syn(1)) == []
    plugin.doors.knock(7)
    assert plugin.hear(syn(3), syn(5)) == [ack(3)]
    assert stream_at(door) == 3
    assert [plugin.session.accept() for _ in range(3)] == [1, 5, None]


def test_streams_without_a_knock_are_refused_by_a_host() -> None:
    host = Side(is_host=True)
    host.doors.open(7)
    assert host.hear(syn(2), syn(4)) == [rst(2), rst(4)]
    host.doors.knock(7)
    assert host.hear(syn(6), syn(8)) == [ack(6), rst(8)]
    assert host.session.open_streams == 1


def test_a_stream_that_is_gone_when_it_is_looked_at_uses_its_knock_up(side: Side) -> None:
    """Opened and reset in one breath."""
    door = side.doors.open(7)
    side.doors.knock(7)
    assert side.hear(syn(2), rst(2)) == []
    assert stream_at(door) == 2
    assert side.session.open_streams == 0


def test_one_door_for_a_number(side: Side) -> None:
    door = side.doors.open(7)
    with pytest.raises(ConfigError, match="number 7 is being served"):
        side.doors.open(7)
    door.close()
    side.doors.open(7)


def test_what_came_in_and_nobody_took_is_closed_with_the_door(side: Side) -> None:
    door = side.doors.open(7)
    side.doors.knock(7)
    side.hear(syn(2))
    stream: Any = door._stream
    door.close()
    door.close()
    assert stream.closed
    assert stream_at(door) is None


def test_floods_of_knocks_and_of_streams_keep_nothing() -> None:
    host = Side(is_host=True)
    for service_id in range(5000):
        host.doors.knock(service_id)
    assert not host.doors._doors
    for stream_id in range(2, 20_000, 2):
        host.hear(syn(stream_id), Frame("data", "", stream_id, 3, b"abc"))
        assert host.session.open_streams == host.session.waiting == 0
    while not host.session.failed:  # and it comes to an end
        stream_id += 2
        said = host.hear(syn(stream_id))
        assert stream_id < 100_000
    assert said[-1] == Frame("go_away", "", 0, 1)
