"""The one line that a plugin prints."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen_plugin_runtime.errors import (
    HandshakeError,
    MultiplexingUnsupported,
    StartError,
    UnsupportedTransport,
    VersionMismatch,
)
from gen_plugin_runtime.protocol.handshake_line import (
    HandshakeLine,
    format_handshake_line,
    parse_handshake_line,
)

BOTH = ("grpc", "netrpc")


def parsed(
    text: str, *, versions: tuple[int, ...] = (1,), multiplex: bool = False
) -> HandshakeLine:
    return parse_handshake_line(text, versions=versions, protocols=BOTH, multiplex=multiplex)


paths = st.text(
    st.characters(blacklist_characters="|\r\n", blacklist_categories=["Cs"]), min_size=1
).filter(lambda path: path == path.strip())
certificates = st.one_of(
    st.just(""), st.text("abcdefghijklmnopqrstuvwxyzABC0123456789+/", min_size=51)
)
addresses = st.one_of(
    paths.map(lambda path: ("unix", path)),
    st.integers(0, 65535).map(lambda port: ("tcp", f"127.0.0.1:{port}")),
)


@given(st.integers(0, 1 << 40), addresses, certificates, st.sampled_from([None, True]))
def test_what_is_written_is_read_back(
    version: int, address: tuple[str, str], certificate: str, multiplexed: bool | None
) -> None:
    line = HandshakeLine(version, *address, "grpc", certificate, multiplexed)
    text = format_handshake_line(line)
    assert parsed(text, versions=(version,), multiplex=bool(multiplexed)) == line


def test_six_fields_as_go_writes_them() -> None:
    line = HandshakeLine(1, "unix", "/path/to/plugin284420292", "netrpc")
    assert format_handshake_line(line) == "1|1|unix|/path/to/plugin284420292|netrpc|\n"


def test_seven_fields_as_go_writes_them() -> None:
    line = HandshakeLine(1, "unix", "/path/to/plugin1", "grpc", "", multiplexed=True)
    assert format_handshake_line(line) == "1|1|unix|/path/to/plugin1|grpc||true\n"


def test_an_address_that_would_break_the_line_is_not_written() -> None:
    with pytest.raises(ValueError, match="handshake line"):
        format_handshake_line(HandshakeLine(1, "unix", "/tmp/a|b", "grpc"))


def test_the_protocol_is_netrpc_if_the_line_does_not_say() -> None:
    assert parsed("1|1|unix|/s").protocol == "netrpc"


def test_a_port_alone_means_this_machine() -> None:
    assert parsed("1|1|tcp|:1234|grpc|").address == "127.0.0.1:1234"


def test_blanks_around_the_line_do_not_count() -> None:
    assert parsed("  1|1|unix|/s|grpc|\r").address == "/s"


def test_a_short_certificate_is_a_placeholder() -> None:
    assert parsed("1|1|unix|/s|grpc|none").certificate == ""


def test_further_fields_are_ignored() -> None:
    assert parsed("1|1|unix|/s|grpc||true|more", multiplex=True).multiplexed is True


@pytest.mark.parametrize("line", ["1|1|unix|/s|grpc||what", "1|1|unix|/s|grpc||true"])
def test_the_seventh_field_is_looked_at_if_the_host_has_asked_for_it(line: str) -> None:
    assert parsed(line).multiplexed is None
    assert parsed(line.replace("grpc", "netrpc"), multiplex=True).multiplexed is None


@pytest.mark.parametrize("line", ["1|1|unix|/s|grpc", "1|1|unix|/s|grpc|", "1|1|unix|/s|grpc||0"])
def test_a_plugin_that_cannot_multiplex(line: str) -> None:
    """checklist: TestClient_RequestGRPCMultiplexing_UnsupportedByPlugin (old, unsupported)."""
    with pytest.raises(MultiplexingUnsupported, match="newer plugin library"):
        parsed(line, multiplex=True)


def test_a_seventh_field_that_is_no_boolean() -> None:
    with pytest.raises(HandshakeError, match="seventh field is wrong: 'what' is not a boolean"):
        parsed("1|1|unix|/s|grpc||what", multiplex=True)


@pytest.mark.parametrize(
    ("line", "error", "text"),
    [
        ("", HandshakeError, "no handshake: ''"),
        ("Hello, world", HandshakeError, "'Hello, world'"),
        ("1|1|unix", HandshakeError, "no handshake"),
        ("x|1|unix|/s", HandshakeError, "core version"),
        ("2|1|unix|/s", HandshakeError, "version 2 of the core protocol"),
        ("1|x|unix|/s", HandshakeError, "version is wrong"),
        ("1|9|unix|/s|grpc", VersionMismatch, "serves protocol version 9, but .* only 1"),
        ("1|1|pipe|/s|grpc", HandshakeError, "unknown type: 'pipe'"),
        ("1|1|unix||grpc", HandshakeError, "unknown type"),
        ("1|1|tcp|nowhere|grpc", HandshakeError, "HOST:PORT"),
        ("1|1|tcp|:99999|grpc", HandshakeError, "HOST:PORT"),
        ("1|1|unix|/s|carrier-pigeon|", UnsupportedTransport, "'carrier-pigeon'.*grpc, netrpc"),
    ],
)
def test_each_fault_has_its_error(line: str, error: type[StartError], text: str) -> None:
    with pytest.raises(error, match=text):
        parsed(line)


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("2|9|pipe|x|pigeon", HandshakeError),
        ("1|9|pipe|x|pigeon", VersionMismatch),
        ("1|1|pipe|x|pigeon", HandshakeError),
        ("1|1|unix|x|pigeon", UnsupportedTransport),
    ],
)
def test_faults_are_found_in_go_plugins_order(line: str, error: type[StartError]) -> None:
    with pytest.raises(StartError) as caught:
        parsed(line)
    assert type(caught.value) is error


def test_a_long_first_line_is_shown_in_part() -> None:
    with pytest.raises(HandshakeError) as caught:
        parsed("x" * 10_000)
    assert len(str(caught.value)) < 500


@given(st.text())
def test_any_line_is_read_or_refused_by_a_start_error(text: str) -> None:
    try:
        parsed(text)
    except StartError:
        return


@given(st.lists(st.sampled_from(["1", "0", "unix", "tcp", "/s", ":1", "grpc", "", "x"])))
def test_any_fields_are_read_or_refused_by_a_start_error(fields: list[str]) -> None:
    try:
        parsed("|".join(fields))
    except StartError:
        return
