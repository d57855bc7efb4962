"""What the sides of a broker say to each other, and how long it counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen_plugin_runtime.broker import rendezvous
from gen_plugin_runtime.broker.conn_info import ConnInfo, decode_conn_info, encode_conn_info
from gen_plugin_runtime.broker.outbox import Outbox
from gen_plugin_runtime.broker.rendezvous import MOST_KEPT, Rendezvous
from gen_plugin_runtime.errors import ConnectionLost, DecodeError

GO_WROTE = bytes.fromhex("0801") + b"\x12\x04unix\x1a\x09/tmp/sock"
KNOCK = bytes.fromhex("080122020801")


def test_a_message_has_the_bytes_that_go_writes() -> None:
    info = ConnInfo(1, "unix", "/tmp/sock")
    assert encode_conn_info(info) == GO_WROTE
    assert decode_conn_info(GO_WROTE) == info


def test_a_knock_names_no_address() -> None:
    assert decode_conn_info(KNOCK) == ConnInfo(1, "", "")


@given(
    service_id=st.integers(0, 2**32 - 1),
    network=st.text(max_size=9),
    address=st.text(max_size=99),
)
def test_every_message_comes_back(service_id: int, network: str, address: str) -> None:
    info = ConnInfo(service_id, network, address)
    assert decode_conn_info(encode_conn_info(info)) == info


@given(st.binary(max_size=60))
def test_any_bytes_are_a_message_or_refused(data: bytes) -> None:
    try:
        decode_conn_info(data)
    except DecodeError:
        return


def test_each_offer_serves_one_dial(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendezvous, "PATIENCE", 0.05)
    meeting = Rendezvous()
    meeting.put(ConnInfo(1, "unix", "a"))
    meeting.put(ConnInfo(1, "unix", "dropped, for the first one was not read yet"))
    assert meeting.take(1) == ConnInfo(1, "unix", "a")
    assert meeting.take(1) is None


def test_offers_that_nobody_dials_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(rendezvous, "monotonic", lambda: now)
    meeting = Rendezvous()
    meeting.put(ConnInfo(1, "unix", "a"))
    now += rendezvous.PATIENCE + 0.1
    meeting.put(ConnInfo(2, "unix", "b"))
    assert meeting.take(2) is not None
    assert not meeting._offers


def test_a_flood_of_offers_is_bounded() -> None:
    meeting = Rendezvous()
    for service_id in range(3 * MOST_KEPT):
        meeting.put(ConnInfo(service_id, "unix", "x"))
    assert len(meeting._offers) <= MOST_KEPT
    assert meeting.take(3 * MOST_KEPT - 1) is not None


def test_messages_wait_for_the_stream_and_keep_their_order() -> None:
    outbox, sent = Outbox(), list[bytes]()
    outbox.put(b"1")
    outbox.put(b"2")
    outbox.attach(sent.append)
    outbox.put(b"3")
    assert sent == [b"1", b"2", b"3"]


def test_a_later_stream_takes_the_place_of_an_earlier_one() -> None:
    outbox, first, second = Outbox(), list[bytes](), list[bytes]()
    outbox.attach(first.append)
    outbox.attach(second.append)
    outbox.detach(first.append)
    outbox.put(b"1")
    assert (first, second) == ([], [b"1"])


def test_nothing_is_queued_for_a_connection_that_has_ended() -> None:
    outbox = Outbox()
    outbox.close()
    with pytest.raises(ConnectionLost, match="ended"):
        outbox.put(b"1")
