"""What the real yamux wrote in 25 scenarios, with this side in each role in turn."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.yamux.wire import Frame, decode

from gen_plugin_runtime.yamux.events import DataReceived, SessionFailed, StreamReset
from gen_plugin_runtime.yamux.limits import INITIAL_WINDOW
from gen_plugin_runtime.yamux.multiplexer import Multiplexer
from gen_plugin_runtime.yamux.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from gen_plugin_runtime.yamux.events import Event

SCENARIOS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "vectors.json").read_text(encoding="utf-8")
)["scenarios"]
SETTINGS = {
    ("backlog_exceeded", "server"): Settings(accept_backlog=1),
    ("larger_window", "server"): Settings(window=1024 * 1024),
}
# How the reader of Go's `window_update` scenario reads.
READS = 4096


def _raw(frame: dict[str, Any]) -> bytes:
    payload = bytes.fromhex(frame.get("payload_hex", "")) or bytes(frame.get("payload_len", 0))
    return bytes.fromhex(frame["header_hex"]) + payload


class Player:
    """Plays one role: wishes what the recorded side must have wished."""

    def __init__(self, name: str, role: str) -> None:
        settings = SETTINGS.get((name, role), Settings())
        self.session = Multiplexer(is_client=role == "client", settings=settings)
        self.events: list[Event] = []
        self.written = b""

    def hear(self, data: bytes) -> None:
        self.events += self.session.receive(data)
        self._collect()

    def say(self, recorded: bytes) -> None:
        """Write the recorded frame."""
        [frame] = decode(recorded)
        if not self.written:
            self._wish(frame)
            self._collect()
        assert self.written.startswith(recorded), (decode(self.written), frame)
        self.written = self.written[len(recorded) :]

    def _collect(self) -> None:
        self.written += b"".join(self.session.output.take())

    def _wish(self, frame: Frame) -> None:
        match frame.kind, frame.flags:
            case "window_update", "SYN":
                assert self.session.open() == frame.stream_id
            case "window_update", "ACK":
                assert self.session.accept() == frame.stream_id
            case "window_update", "FIN":
                if frame.stream_id in self.session._table.waiting:
                    assert self.session.accept() == frame.stream_id
                self.session.end(frame.stream_id)
            case "window_update", "":
                self._read(frame.stream_id)
            case "data", "":
                room = self.session.room(frame.stream_id)
                assert frame.length <= room
                self.session.send_data(frame.stream_id, frame.payload)
            case "ping", "SYN":
                self.session.ping()
            case "go_away", "":
                assert frame.length == 0
                self.session.go_away()
            case _:
                pytest.fail(f"nobody wishes for {frame}")

    def _read(self, stream_id: int) -> None:
        """Read until there is something to write."""
        for _ in range(INITIAL_WINDOW // READS):
            self.session.release(stream_id, READS)
            if self.session.output:
                return


def roles(scenario: dict[str, Any]) -> list[str]:
    """Those that a scenario fixes; the raw peer breaks the protocol, as no side of ours does."""
    sides = {frame["from"] for frame in scenario["frames"]} | {"server"}
    return sorted(sides - {"peer(raw)"})


def test_all_scenarios_are_there() -> None:
    assert len(SCENARIOS) == 25


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each["name"])
def test_frames_are_read_and_written_as_go_does(scenario: dict[str, Any]) -> None:
    for recorded in scenario["frames"]:
        if recorded["header_hex"].startswith("01") or recorded["type"] == "unknown":
            continue
        [frame] = decode(_raw(recorded))
        expected = [recorded[name] for name in ("type", "flags", "stream", "length")]
        assert [frame.kind, frame.flags, frame.stream_id, frame.length] == expected
        assert frame.encoded() == _raw(recorded)


@pytest.mark.parametrize(
    ("scenario", "role"),
    [
        pytest.param(each, role, id=f"{each['name']}-{role}")
        for each in SCENARIOS
        for role in roles(each)
    ],
)
def test_a_scenario_replays(scenario: dict[str, Any], role: str) -> None:
    player = Player(scenario["name"], role)
    for recorded in scenario["frames"]:
        if recorded["from"] == role:
            player.say(_raw(recorded))
        else:
            player.hear(_raw(recorded))
    assert player.written == b""
    failed = any(isinstance(event, SessionFailed) for event in player.events)
    closes = "connection closed" in scenario.get("errors", "")
    assert failed is player.session.failed is (closes and role == "server")


@pytest.mark.parametrize("size", [1, 5, 12, 13, 1000])
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda each: each["name"])
def test_it_does_not_matter_in_which_pieces_bytes_arrive(
    scenario: dict[str, Any], size: int
) -> None:
    """Everything that a server heard, at once and cut."""
    heard = b"".join(_raw(each) for each in scenario["frames"] if each["from"] != "server")
    whole, cut = Player("", "server"), Player("", "server")
    whole.hear(heard)
    for at in range(0, len(heard), size):
        cut.hear(heard[at : at + size])
    assert cut.written == whole.written
    assert told(cut.events) == told(whole.events)


def told(events: list[Event]) -> list[object]:
    """Events as values, with neighbouring pieces of data joined."""
    found: list[list[object]] = []
    for event in events:
        data = event.data if isinstance(event, DataReceived) else b""
        about = [type(event), getattr(event, "stream_id", 0), data]
        if data and found and found[-1][:2] == about[:2]:
            found[-1][2] = bytes(found[-1][2]) + data  # type: ignore[call-overload]
        else:
            found.append(about)
    return list(found)


def test_the_refused_stream_of_the_backlog_is_reset() -> None:
    [scenario] = [each for each in SCENARIOS if each["name"] == "backlog_exceeded"]
    player = Player("", "client")
    for recorded in scenario["frames"]:
        (player.say if recorded["from"] == "client" else player.hear)(_raw(recorded))
    event = player.events[0]
    assert isinstance(event, StreamReset)
    assert event.stream_id == 3
    assert "reset" in event.reason


def test_payloads_arrive() -> None:
    [scenario] = [each for each in SCENARIOS if each["name"] == "open_accept_echo_close"]
    for role, heard in (("client", b"world"), ("server", b"hello")):
        player = Player("", role)
        for recorded in scenario["frames"]:
            (player.say if recorded["from"] == role else player.hear)(_raw(recorded))
        data = [event.data for event in player.events if isinstance(event, DataReceived)]
        assert b"".join(data) == heard
        assert player.session.open_streams == 0
