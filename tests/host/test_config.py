"""Configurations are checked when they are made, and never change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.host.interface import HANDSHAKE, ProbePlugin

from gen_plugin_runtime import (
    ClientConfig,
    ConfigError,
    HandshakeConfig,
    ReattachConfig,
    SecureConfig,
    ServeConfig,
)
from gen_plugin_runtime.tls import contexts

if TYPE_CHECKING:
    from collections.abc import Callable

PLUGINS = {"probe": ProbePlugin()}


def client(**options: object) -> ClientConfig:
    options = {"plugins": PLUGINS, "command": ["plugin"], **options}
    return ClientConfig(HANDSHAKE, **options)  # type: ignore[arg-type]


def reattaching(**options: object) -> ClientConfig:
    return client(command=None, reattach=ReattachConfig("/s", pid=1), **options)


def plugin(**options: object) -> ServeConfig:
    return ServeConfig(HANDSHAKE, **{"plugins": PLUGINS, **options})  # type: ignore[arg-type]


def test_a_configuration_shows_itself() -> None:
    text = repr(HANDSHAKE)
    assert text == (
        "HandshakeConfig(protocol_version=1, magic_cookie_key='PROBE_PLUGIN', "
        "magic_cookie_value='probe')"
    )
    assert eval(text) == HANDSHAKE
    assert hash(eval(text)) == hash(HANDSHAKE)
    assert HandshakeConfig(2, "PROBE_PLUGIN", "probe") != HANDSHAKE
    assert client() != HANDSHAKE


def test_a_configuration_keeps_the_environment_to_itself() -> None:
    assert "hunter2" not in repr(client(env={"PASSWORD": "hunter2"}))


def test_a_configuration_cannot_be_changed() -> None:
    with pytest.raises(AttributeError, match="make a new one"):
        HANDSHAKE.protocol_version = 2
    with pytest.raises(AttributeError, match="make a new one"):
        del HANDSHAKE.protocol_version


def test_the_defaults_are_go_plugins() -> None:
    config = client()
    assert (config.start_timeout, config.shutdown_timeout, config.call_timeout) == (60, 2, None)
    assert (config.min_port, config.max_port) == (10000, 25000)
    assert config.log_buffer_size == 64 * 1024


def test_a_command_may_have_paths() -> None:
    assert client(command=[Path("/bin/sh"), "-c"]).command == ("/bin/sh", "-c")


@pytest.mark.parametrize(
    ("make", "cure"),
    [
        (lambda: HandshakeConfig(-1, "K", "v"), "0 or more"),
        (lambda: HandshakeConfig(1, "", "v"), "must name an environment variable"),
        (lambda: HandshakeConfig(1, "A=B", "v"), "must name an environment variable"),
        (lambda: HandshakeConfig(1, "K", ""), "a text of your choice"),
        (lambda: client(plugins=None), "give some"),
        (lambda: client(plugins={"probe": ProbePlugin}), r"as in ProbePlugin\(\)"),
        (lambda: client(versioned_plugins={-1: {}}), "0 or more"),
        (lambda: client(command="python main.py"), r"\[sys.executable, 'main.py'\]"),
        (lambda: client(command=[]), "name the program"),
        (lambda: client(command=["python", 3]), "texts and paths, not 3"),
        (lambda: client(command=[b"python"]), "texts and paths"),
        (lambda: client(env={"RETRIES": 3}), "env must map texts to texts; 'RETRIES'"),
        (lambda: client(env={"A=B": ""}), "cannot stand in an environment"),
        (lambda: client(start_timeout=0), "start_timeout must be more than 0"),
        (lambda: client(call_timeout=-1), "call_timeout must be more than 0"),
        (lambda: client(shutdown_timeout=-1), "shutdown_timeout must be 0 or more"),
        (lambda: client(start_timeout=float("nan")), "start_timeout"),
        (lambda: client(allowed_protocols="grpc"), r"as in \['grpc'\]"),
        (lambda: client(allowed_protocols=["pigeon"]), "among grpc"),
        (lambda: client(min_port=5, max_port=4), "in order"),
        (lambda: client(command=None), "not none of them"),
        (lambda: client(reattach=ReattachConfig("/s", pid=1)), "not command and reattach"),
        (lambda: client(runner=print), "not command and runner"),
        (lambda: reattaching(grpc_broker_multiplex=True), "one connection ever"),
        (lambda: reattaching(auto_mtls=True), "the certificates are those of the start"),
        (lambda: reattaching(secure_config=SecureConfig(b"x" * 32, "sha256")), "there is none"),
        (lambda: client(max_receive=0), "max_receive must be more than 0"),
        (lambda: plugin(max_receive=-1), "max_receive must be more than 0"),
        (lambda: ReattachConfig("", pid=1), "where the plugin listens"),
        (lambda: ReattachConfig("/s", pid=-1), "pid must be"),
        (lambda: ReattachConfig("/s", network="pipe"), "'unix' or 'tcp'"),  # type: ignore[arg-type]
        (lambda: plugin(plugins=None), "give some"),
        (lambda: plugin(grace=-1), "grace must be 0 or more"),
        (lambda: plugin(connect_timeout=0), "connect_timeout must be more than 0"),
        (lambda: plugin(network="pipe"), "'unix' or 'tcp'"),
    ],
)
def test_what_cannot_work_is_refused_with_its_cure(make: Callable[[], object], cure: str) -> None:
    with pytest.raises(ConfigError, match=cure):
        make()


def test_a_context_alone_is_no_tls() -> None:
    with pytest.raises(ConfigError, match=r"tls must be a TlsConfig, as in TlsConfig\(client="):
        client(tls=contexts.client_context())
