"""Who is trusted and who is not, on each side: one clear error, and nothing left open."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import threading
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.host.support import PATIENCE
from tests.tls.certificates import (
    DAY,
    der,
    identity,
    mutual_tls,
    needs_openssl,
    signed_by,
    special,
    write,
)
from tests.tls.pairs import Attempt, configs

from gen_plugin_runtime import ConfigError, TlsConfig
from gen_plugin_runtime.streams import SocketStream
from gen_plugin_runtime.tls import contexts
from gen_plugin_runtime.tls.handshake import accept_tls, connect_tls

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gen_plugin_runtime.tls.identity import Identity

REFUSED_HERE = "the other side's certificate is refused here: "
REFUSED_THERE = "the other side refuses this side's certificate: "


def between(client: Identity, trusts: Identity, server: Identity, expects: Identity) -> Attempt:
    """Each with its certificate, and with the one that it expects of the other."""
    one, other = mutual_tls(client, der(trusts)), mutual_tls(server, der(expects))
    return Attempt(one, other, timeout=PATIENCE)


def test_two_that_trust_each_other_speak_http2_by_tls_13() -> None:
    attempt = Attempt(*configs())
    for stream in attempt.streams():
        assert stream._tls.version() == "TLSv1.3"
        assert stream._tls.selected_alpn_protocol() == "h2"
        assert stream._tls.getpeercert() is not None
        stream.close()


def test_the_curve_of_go_is_fine() -> None:
    for stream in Attempt(*configs("P-521")).streams():
        stream.close()


def test_tls_12_is_fine_and_nothing_before() -> None:
    client, server = configs()
    client.client.maximum_version = ssl.TLSVersion.TLSv1_2
    attempt = Attempt(client, server)
    for stream in attempt.streams():
        assert stream._tls.version() == "TLSv1.2"
        stream.close()
    for config in (client, server):
        for context in (config.client, config.server):
            assert context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_no_system_roots_are_trusted() -> None:
    for config in configs():
        for context in (config.client, config.server):
            assert context.cert_store_stats() == {"x509": 1, "crl": 0, "x509_ca": 1}
            assert context.verify_mode is ssl.CERT_REQUIRED


def test_a_client_does_not_trust_another_server() -> None:
    client, server, wrong = identity(), identity(), identity()
    here, there = between(client, wrong, server, client).failures()
    assert here == REFUSED_HERE + "self-signed certificate"
    assert there.startswith(REFUSED_THERE)


def test_a_server_does_not_trust_another_client() -> None:
    client, server, wrong = identity(), identity(), identity()
    here, there = between(client, server, server, wrong).failures()
    assert there == REFUSED_HERE + "self-signed certificate"
    assert here.startswith(REFUSED_THERE)


def test_under_tls_12_the_client_is_told_too() -> None:
    client, server, wrong = identity(), identity(), identity()
    one = mutual_tls(client, der(server))
    one.client.maximum_version = ssl.TLSVersion.TLSv1_2
    here, _ = Attempt(one, mutual_tls(server, der(wrong))).failures()
    assert here.startswith(REFUSED_THERE)


def test_one_that_was_signed_by_the_trusted_one_is_another() -> None:
    """Go would take it: the certificates of AutoMTLS may sign."""
    client, server = identity(), identity()
    here, _ = between(client, server, signed_by(server), client).failures()
    assert here == "the other side has shown another certificate than it announced"
    _, there = between(signed_by(client), server, server, client).failures()
    assert there == "the other side has shown another certificate than it announced"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (special(begins=-2 * DAY, ends=-DAY), "certificate has expired"),
        (special(begins=DAY, ends=2 * DAY), "certificate is not yet valid"),
    ],
    ids=["expired", "of tomorrow"],
)
def test_times_that_are_not_now(wrong: Identity, why: str) -> None:
    right = identity()
    here, there = between(right, wrong, wrong, right).failures()
    assert here == REFUSED_HERE + why
    assert there.startswith(REFUSED_THERE)
    here, there = between(wrong, right, right, wrong).failures()
    assert there == REFUSED_HERE + why
    assert here.startswith(REFUSED_THERE)


def test_a_server_of_another_name() -> None:
    client, server = identity(), special(name="elsewhere")
    here, _ = between(client, server, server, client).failures()
    assert here.startswith(REFUSED_HERE + "Hostname mismatch")
    one, other = mutual_tls(client, der(server)), mutual_tls(server, der(client))
    named = TlsConfig(one.client, one.server, server_name="elsewhere")
    for stream in Attempt(named, other).streams():
        stream.close()


def test_a_client_without_a_certificate() -> None:
    server = identity()
    bare = contexts.client_context()
    bare.load_verify_locations(cadata=der(server))
    config = TlsConfig(bare, contexts.server_context())
    here, there = Attempt(config, mutual_tls(server, der(identity()))).failures()
    assert there == "the other side has shown no certificate"
    assert here == "the other side asks for a certificate, and this side has shown none"


def test_a_server_without_a_certificate() -> None:
    config = TlsConfig(contexts.client_context(), contexts.server_context())
    here, there = Attempt(mutual_tls(identity(), der(identity())), config).failures()
    assert here.startswith("the other side has ended TLS: ")
    assert "no shared cipher" in there


def test_a_peer_without_http2() -> None:
    client, server = configs()
    client.client.set_alpn_protocols(["http/1.1"])
    here, there = Attempt(client, server, hear=False).failures()
    assert "ALPN" in there
    assert here != ""


def alone(role: str, play: Callable[[socket.socket], object], timeout: float = PATIENCE) -> str:
    """What a side says of a peer that the test plays on a bare socket."""
    config, _ = configs()
    ours, theirs = socket.socketpair()
    played = threading.Thread(target=play, args=(theirs,))
    played.start()
    opening = connect_tls if role == "client" else accept_tls
    with pytest.raises(OSError, match=r"TLS|other") as caught:
        opening(SocketStream(ours), config, timeout)
    assert ours.fileno() == -1
    played.join(PATIENCE)
    theirs.close()
    return str(caught.value)


ROLES = pytest.mark.parametrize("role", ["client", "server"])


@ROLES
@pytest.mark.parametrize(
    "words",
    [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\0\0\x12\4\0\0\0\0\0" + bytes(18), b"HTTP/1.1 400\r\n"],
    ids=["preface", "settings", "http/1.1"],
)
def test_a_peer_that_speaks_no_tls(role: str, words: bytes) -> None:
    assert alone(role, lambda peer: peer.sendall(words)) == "the other side does not speak TLS"


@ROLES
@settings(max_examples=60, deadline=None)
@given(words=st.binary(min_size=1, max_size=300), as_record=st.booleans())
def test_a_peer_that_speaks_nonsense(role: str, words: bytes, as_record: bool) -> None:
    def speak(peer: socket.socket) -> None:
        head = b"\x16\x03\x01" + len(words).to_bytes(2, "big") if as_record else b""
        peer.sendall(head + words)
        peer.shutdown(socket.SHUT_WR)

    assert alone(role, speak)


def test_a_server_tells_its_owner_first() -> None:
    """A host may kill its plugin as soon as it hears of a refusal, and the plugin's log with it."""
    heard: list[bytes | OSError] = []

    def note(_error: OSError) -> None:
        try:
            heard.append(theirs.recv(1, socket.MSG_DONTWAIT))
        except BlockingIOError as nothing:
            heard.append(nothing)

    ours, theirs = socket.socketpair()
    with theirs:
        theirs.sendall(b"\x16\x03\x01\0\x05hello")
        with pytest.raises(ConnectionError, match="TLS"):
            accept_tls(SocketStream(ours), configs()[1], PATIENCE, on_refusal=note)
        assert theirs.recv(100) != b""  # the alert
    assert [type(each) for each in heard] == [BlockingIOError]


@ROLES
def test_a_peer_that_leaves(role: str) -> None:
    said = alone(role, lambda peer: peer.shutdown(socket.SHUT_WR))
    assert said == "the other side has closed the connection instead of opening TLS"


@ROLES
def test_a_peer_that_says_nothing(role: str) -> None:
    begun = time.monotonic()
    assert alone(role, lambda peer: None, timeout=0.2) == "the other side does not answer in TLS"
    assert time.monotonic() - begun < PATIENCE / 2


@ROLES
def test_a_peer_that_drips_does_not_hold_it_up(role: str) -> None:
    def drip(peer: socket.socket) -> None:
        try:
            for byte in b"\x16\x03\x01\x02\x00" + bytes(1000):
                peer.sendall(bytes([byte]))
                time.sleep(0.01)
        except OSError:
            pass  # it has had enough

    alone(role, drip, timeout=0.3)


@needs_openssl
def test_openssl_renews_its_keys_and_is_followed(tmp_path: Path) -> None:
    """`K` makes `openssl s_client` send a KeyUpdate, and ask for one (RFC 8446 section 4.6.3)."""
    client, server = identity(), identity()
    folder = write(tmp_path / "client", client, server)
    listening = socket.create_server(("127.0.0.1", 0))
    arguments = ["-connect", f"127.0.0.1:{listening.getsockname()[1]}", "-alpn", "h2"]
    files = ["-cert", "own.pem", "-key", "own.key", "-CAfile", "trusted.pem"]
    with subprocess.Popen(
        ["openssl", "s_client", *arguments, *files],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        bufsize=0,
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        below = SocketStream(listening.accept()[0])
        listening.close()
        stream = accept_tls(below, mutual_tls(server, der(client)))
        heard = b""
        for word, told in ((b"one", b"heard one"), (b"K", b"KEYUPDATE"), (b"two", b"heard two")):
            program.stdin.write(word + b"\n")
            if word != b"K":
                assert stream.receive(100) == word + b"\n"
                stream.send(told)
            while told not in heard:
                heard += os.read(program.stdout.fileno(), 10_000)
        stream.close()
        program.stdin.close()
        program.wait(PATIENCE)


# Configurations and keys.


def test_files_of_ones_own(tmp_path: Path) -> None:
    one, other = identity(), identity()
    sides = []
    for name, own, trusted in (("one", one, other), ("other", other, one)):
        folder = write(tmp_path / name, own, trusted)
        sides.append(
            TlsConfig.from_files(
                certificate=folder / "own.pem",
                private_key=folder / "own.key",
                trusted=folder / "trusted.pem",
            )
        )
    for stream in Attempt(sides[0], sides[1]).streams():
        stream.close()


def test_contexts_for_the_wrong_role_are_refused() -> None:
    client, server = contexts.client_context(), contexts.server_context()
    with pytest.raises(ConfigError, match=r"client context .* with ssl\.PROTOCOL_TLS_CLIENT"):
        TlsConfig(server, server)
    with pytest.raises(ConfigError, match=r"server context .* with ssl\.PROTOCOL_TLS_SERVER"):
        TlsConfig(client, client)


def test_contexts_that_allow_tls_11_are_refused() -> None:
    client = contexts.client_context()
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        client.minimum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(ConfigError, match=r"before TLS 1\.2"):
        TlsConfig(client, contexts.server_context())


@pytest.mark.parametrize("peer", [b"", b"\0" * 600, b"x" * 600])
def test_what_is_no_certificate(peer: bytes) -> None:
    with pytest.raises(ValueError, match=r"no X\.509 certificate"):
        mutual_tls(identity(), peer)


@pytest.mark.parametrize("without", ["memfd_create", "a descriptor", "proc", "nothing"])
def test_the_key_is_nowhere_to_be_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, without: str
) -> None:
    """Loaded from memory, or from a file that only its owner may read and that is gone at once."""
    modes: list[int] = []
    loaded = ssl.SSLContext.load_cert_chain

    def watched(context: ssl.SSLContext, path: str) -> None:
        modes.append(os.stat(path).st_mode & 0o777)
        loaded(context, path)

    def refuse(name: str) -> int:
        raise OSError(name)

    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", watched)
    if without == "memfd_create":
        monkeypatch.delattr(os, "memfd_create")
    elif without == "a descriptor":
        monkeypatch.setattr(os, "memfd_create", refuse)
    elif without == "proc":
        exists = os.path.exists
        monkeypatch.setattr(
            os.path, "exists", lambda path: not str(path).startswith("/proc") and exists(path)
        )
    context = contexts.client_context()
    contexts.load_identity(context, identity())
    assert list(tmp_path.iterdir()) == []
    assert without == "nothing" or modes == [0o600]


def test_a_key_that_does_not_fit_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gen_plugin_runtime.tls.identity import Identity

    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.delattr(os, "memfd_create")
    mixed = Identity(identity().certificate, identity().private_key)
    with pytest.raises(ssl.SSLError, match=r"(?i)mismatch"):
        contexts.load_identity(contexts.client_context(), mixed)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", ".example", "a\0b", "x" * 300, "é" * 80])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="server_name"):
        TlsConfig(contexts.client_context(), contexts.server_context(), server_name=name)
