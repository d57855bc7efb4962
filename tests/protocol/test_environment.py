"""The variables by which a host tells a plugin what it wants."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen_plugin_runtime.protocol.environment import PluginEnvironment, child_environment


def made(
    inherited: dict[str, str] | None = None,
    explicit: dict[str, str] | None = None,
    versions: tuple[int, ...] = (1,),
    *,
    multiplex: bool = False,
) -> dict[str, str]:
    return child_environment(
        inherited=inherited or {},
        explicit=explicit or {},
        cookie=("COOKIE", "crumb"),
        versions=versions,
        ports=(10000, 25000),
        multiplex=multiplex,
    )


def test_the_protocols_variables_are_all_there() -> None:
    assert made(versions=(3, 1, 2)) == {
        "COOKIE": "crumb",
        "PLUGIN_MIN_PORT": "10000",
        "PLUGIN_MAX_PORT": "25000",
        "PLUGIN_PROTOCOL_VERSIONS": "1,2,3",
    }


def test_multiplexing_is_asked_for_by_a_variable_of_its_own() -> None:
    assert made(multiplex=True)["PLUGIN_MULTIPLEX_GRPC"] == "true"
    assert "PLUGIN_MULTIPLEX_GRPC" not in made({"PLUGIN_MULTIPLEX_GRPC": "true"})


@pytest.mark.parametrize(
    ("text", "read"), [("true", True), ("1", True), ("F", False), ("what", False), ("", None)]
)
def test_what_a_plugin_makes_of_it(text: str, read: bool | None) -> None:
    assert PluginEnvironment({"PLUGIN_MULTIPLEX_GRPC": text}).multiplex is read


def test_what_the_caller_says_wins_over_what_is_inherited() -> None:
    assert made({"HOME": "/a", "LANG": "C"}, {"HOME": "/b"})["HOME"] == "/b"


def test_the_protocol_wins_over_both() -> None:
    environment = made({"COOKIE": "old"}, {"COOKIE": "other", "PLUGIN_MIN_PORT": "1"})
    assert environment["COOKIE"] == "crumb"
    assert environment["PLUGIN_MIN_PORT"] == "10000"


@pytest.mark.parametrize(
    "name",
    [
        "PLUGIN_CLIENT_CERT",
        "PLUGIN_MULTIPLEX_GRPC",
        "PLUGIN_UNIX_SOCKET_DIR",
        "PLUGIN_UNIX_SOCKET_GROUP",
    ],
)
def test_a_host_that_is_a_plugin_keeps_its_own_variables_to_itself(name: str) -> None:
    assert name not in made({name: "mine"})


@given(st.sets(st.integers(0, 1 << 31)))
def test_the_plugin_reads_the_versions_that_the_host_sent(versions: set[int]) -> None:
    read = PluginEnvironment(made(versions=tuple(versions)))
    assert read.versions == tuple(sorted(versions))
    assert read.bad_versions == ()
    assert (read.min_port, read.max_port) == (10000, 25000)


def test_bad_versions_are_told_and_skipped() -> None:
    read = PluginEnvironment({"PLUGIN_PROTOCOL_VERSIONS": "2, 1,,x,+3"})
    assert read.versions == (2, 3)
    assert read.bad_versions == (" 1", "", "x")


def test_an_empty_environment_is_a_legacy_host() -> None:
    read = PluginEnvironment({})
    assert read.versions == ()
    assert (read.min_port, read.max_port) == (0, 0)
    assert read.client_certificate == ""
    assert read.socket_directory == ""


def test_a_port_that_is_no_number_names_its_variable() -> None:
    with pytest.raises(ValueError, match="PLUGIN_MAX_PORT"):
        PluginEnvironment({"PLUGIN_MAX_PORT": "many"})
