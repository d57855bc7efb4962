"""What the sides of a broker say to each other, and how long it counts."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf import descriptor_pool, message_factory
from hypothesis import given
from hypothesis import strategies as st

from gen_plugin_runtime.broker import rendezvous
from gen_plugin_runtime.broker.conn_info import (
    ConnInfo,
    Knock,
    decode_conn_info,
    encode_conn_info,
)
from gen_plugin_runtime.broker.outbox import Outbox
from gen_plugin_runtime.broker.rendezvous import MOST_KEPT, Rendezvous
from gen_plugin_runtime.errors import ConnectionLost, DecodeError
from gen_plugin_runtime.grpc.reflection.files import FILES

GO_WROTE = bytes.fromhex("0801") + b"\x12\x04unix\x1a\x09/tmp/sock"
KNOCK = bytes.fromhex("080122020801")
ACK = bytes.fromhex("0801220408011001")

knocks = st.builds(Knock, knock=st.booleans(), ack=st.booleans(), error=st.text(max_size=30))
infos = st.builds(
    ConnInfo,
    st.integers(0, 2**32 - 1),
    st.text(max_size=9),
    st.text(max_size=99),
    st.none() | knocks,
)


def _judge() -> Any:
    """The protobuf library's class for the message, by the descriptor that reflection gives."""
    pool = descriptor_pool.DescriptorPool()
    [file] = [each for each in FILES if b"grpc_broker.proto" in each]
    pool.AddSerializedFile(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("plugin.ConnInfo"))


Judge = _judge()


def test_a_message_has_the_bytes_that_go_writes() -> None:
    info = ConnInfo(1, "unix", "/tmp/sock")
    assert encode_conn_info(info) == GO_WROTE
    assert decode_conn_info(GO_WROTE) == info


@pytest.mark.parametrize(
    ("message", "knock"),
    [
        (KNOCK, Knock(knock=True)),
        (ACK, Knock(knock=True, ack=True)),
        (b"\x08\x01\x22\x00", Knock()),
    ],
)
def test_knocks_have_the_bytes_that_go_writes(message: bytes, knock: Knock) -> None:
    info = ConnInfo(1, knock=knock)
    assert encode_conn_info(info) == message
    assert decode_conn_info(message) == info
    assert knock.asks is (message == KNOCK)


@given(infos)
def test_every_message_comes_back(info: ConnInfo) -> None:
    assert decode_conn_info(encode_conn_info(info)) == info


@given(infos)
def test_the_protobuf_library_writes_and_reads_the_same(info: ConnInfo) -> None:
    judged = Judge.FromString(encode_conn_info(info))
    assert judged.SerializeToString(deterministic=True) == encode_conn_info(info)
    assert (judged.service_id, judged.network, judged.address) == (
        info.service_id,
        info.network,
        info.address,
    )
    assert judged.HasField("knock") is (info.knock is not None)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_message_or_refused(data: bytes) -> None:
    try:
        info = decode_conn_info(data)
    except DecodeError:
        return
    assert decode_conn_info(encode_conn_info(info)) == info


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
