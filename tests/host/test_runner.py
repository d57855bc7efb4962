"""Plugins that are run in another way than as a command."""

from __future__ import annotations

import io
import os
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.host.interface import dial_probe, serve_probe
from tests.host.support import TestRunner, probe_config, script_config

from gen_plugin_runtime import (
    Client,
    ExitedBeforeHandshake,
    LaunchFailed,
    StartError,
    UnixSocketConfig,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gen_plugin_runtime import ClientConfig

pytestmark = pytest.mark.usefixtures("transport", "nothing_left")


class Runners:
    """Makes runners, and keeps them."""

    def __init__(self, kind: type[TestRunner] = TestRunner, *, elsewhere: str = "") -> None:
        self.made: list[TestRunner] = []
        self.directories: list[Path] = []
        self._kind = kind
        self._elsewhere = elsewhere

    def __call__(self, environment: Mapping[str, str], directory: str) -> TestRunner:
        names = {}
        if self._elsewhere:
            os.symlink(directory, self._elsewhere)
            environment = {**environment, "PLUGIN_UNIX_SOCKET_DIR": self._elsewhere}
            names = {directory: self._elsewhere}
        self.directories.append(Path(directory))
        self.made.append(self._kind(environment, names))
        return self.made[-1]


def config(runners: Runners, **options: object) -> ClientConfig:
    return probe_config(command=None, runner=runners, **options)


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder whose path is short enough for sockets below it."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)
        assert list(Path(folder).iterdir()) == []


def test_it_is_started_called_and_ended() -> None:
    runners, out, err = Runners(), io.BytesIO(), io.BytesIO()
    client = Client(config(runners, sync_stdout=out, sync_stderr=err))
    probe = client.dispense("probe")
    probe.run("import sys; print('hello'); sys.stderr.write('and errors')")
    assert client.id == runners.made[0].id
    client.kill()
    assert (out.getvalue(), err.getvalue()) == (b"hello\n", b"and errors")
    assert client.exited


def test_its_sockets_are_in_a_directory_for_the_owner_alone(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runners = Runners()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    with Client(config(runners)) as client:
        [directory] = runners.directories
        assert directory.parent == place
        assert directory.name.startswith("plugin-dir")
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700
        assert runners.made[0].environment["PLUGIN_UNIX_SOCKET_DIR"] == str(directory)
        assert "PLUGIN_UNIX_SOCKET_GROUP" not in runners.made[0].environment
        address = client.reattach_config()
        assert address is not None
        assert Path(address.address).parent == directory
    assert not directory.exists()


@pytest.mark.parametrize("by_name", [False, True], ids=["as an integer", "as a name"])
def test_a_group_may_connect_too(place: Path, transport: str, by_name: bool) -> None:
    import grp

    group = grp.getgrgid(os.getgid()).gr_name if by_name else str(os.getgid())
    runners = Runners()
    unix_socket = UnixSocketConfig(group, str(place))
    with Client(config(runners, unix_socket=unix_socket)) as client:
        [directory] = runners.directories
        assert directory.parent == place
        assert stat.S_IMODE(directory.stat().st_mode) == 0o770
        assert directory.stat().st_gid == os.getgid()
        environment = runners.made[0].environment
        assert environment["PLUGIN_UNIX_SOCKET_DIR"] == str(directory)
        assert environment["PLUGIN_UNIX_SOCKET_GROUP"] == group
        [own] = directory.iterdir()
        assert_for_the_group(own)
        if transport == "grpc":  # so does what this side listens on
            client.dispense("probe").broker.accept_and_serve(1)
            [brokered] = set(directory.iterdir()) - {own}
            assert_for_the_group(brokered)
    assert list(place.iterdir()) == []


def assert_for_the_group(path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o660
    assert path.stat().st_gid == os.getgid()


def test_a_directory_of_its_own_without_a_runner(place: Path) -> None:
    with Client(probe_config(unix_socket=UnixSocketConfig(directory=str(place)))) as client:
        address = client.reattach_config()
        assert address is not None
        assert Path(address.address).parent.parent == place
        assert Path(address.address).parent.name.startswith("plugin-dir")


@pytest.mark.parametrize(
    ("unix_socket", "told"),
    [
        (UnixSocketConfig("no-such-group"), "there is no group 'no-such-group'"),
        (UnixSocketConfig(directory="/no/such/place"), "/no/such/place"),
    ],
)
def test_a_directory_that_cannot_be_made(unix_socket: UnixSocketConfig, told: str) -> None:
    runners = Runners()
    with pytest.raises(LaunchFailed, match=told):
        Client(config(runners, unix_socket=unix_socket)).start()
    assert runners.made == []


def test_a_group_that_the_plugin_does_not_know_is_named() -> None:
    unix_socket = UnixSocketConfig("no-such-group")
    with pytest.raises(ExitedBeforeHandshake, match="there is no group 'no-such-group'"):
        Client(probe_config(unix_socket=unix_socket)).start()


@pytest.mark.parametrize("auto_mtls", [False, True])
def test_addresses_are_translated_both_ways(
    tmp_path: Path, transport: str, auto_mtls: bool
) -> None:
    elsewhere = str(tmp_path / "plugins-side")
    runners = Runners(elsewhere=elsewhere)
    with Client(config(runners, auto_mtls=auto_mtls)) as client:
        probe = client.dispense("probe")
        [runner], [directory] = runners.made, runners.directories
        [(line, here)] = runner.translated
        assert (os.path.dirname(line), os.path.dirname(here)) == (elsewhere, str(directory))

        class Local:
            def run(self, source: str) -> object:
                return source

            def echo(self, value: object) -> object:
                return [value]

        number = probe.broker.next_id()
        serve_probe(probe.broker, number, Local())
        if transport == "grpc":
            assert runner.translated[-1][1].startswith(elsewhere)
        assert probe.run(f"{DIAL}dial_probe(broker, {number}).echo('x')") == ["x"]
        # And the plugin's listener, seen from here.
        probe.run(f"{DIAL}serve_probe(broker, 9, Own())")
        assert dial_probe(probe.broker, 9).echo("y") == {"own": "y"}
        if transport == "grpc":
            assert runner.translated[-1][0].startswith(elsewhere)
        else:  # all share the one connection
            assert len(runner.translated) == 1


DIAL = """
from tests.host.interface import dial_probe, serve_probe
class Own:
    def run(self, source): ...
    def echo(self, value): return {"own": value}
result = """


class Refusing(TestRunner):
    def start(self) -> None:
        raise OSError("the container engine does not answer")


class Mute(TestRunner):
    def start(self) -> None:
        self.environment = {}  # without a cookie, say
        super().start()


def test_a_runner_that_cannot_start() -> None:
    with pytest.raises(LaunchFailed, match="container engine") as caught:
        Client(config(Runners(Refusing))).start()
    assert "a note of the runner's" in str(caught.value)


def test_a_runner_that_cannot_be_made() -> None:
    def refuse(environment: Mapping[str, str], directory: str) -> TestRunner:
        raise RuntimeError("no engine")

    with pytest.raises(LaunchFailed, match="no engine"):
        Client(probe_config(command=None, runner=refuse)).start()


def test_a_runner_whose_plugin_ends_at_once() -> None:
    with pytest.raises(ExitedBeforeHandshake, match="This program is a plugin"):
        Client(config(Runners(Mute))).start()


def test_a_runner_that_cannot_translate() -> None:
    class Lost(TestRunner):
        def plugin_to_host(self, network: str, address: str) -> tuple[str, str]:
            raise LookupError("no such port")

    with pytest.raises(StartError, match=r"cannot say where .* no such port"):
        Client(config(Runners(Lost))).start()


def test_a_runner_that_fails_to_kill_and_to_wait(capsys: pytest.CaptureFixture[str]) -> None:
    class Failing(TestRunner):
        def kill(self) -> None:
            super().kill()
            raise RuntimeError("kill failed")

        def wait(self) -> int:
            super().wait()
            raise RuntimeError("wait failed")

    client = Client(config(Runners(Failing), shutdown_timeout=0.0))
    client.start()
    client.kill()
    assert client.exited
    assert client._running is not None
    assert client._running.process.exit_code is None
    told = capsys.readouterr().err
    assert "kill failed" in told
    assert "wait failed" in told


def test_the_file_of_a_program_that_says_nothing_is_described(tmp_path: Path) -> None:
    program = tmp_path / "plugin"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    with pytest.raises(ExitedBeforeHandshake) as caught:
        Client(probe_config(command=[program])).start()
    text = str(caught.value)
    assert f"  Path: {program}\n  Mode: -rwxr-xr-x\n  Owner: {os.getuid()} [" in text
    assert "architecture" not in text


def test_the_machine_of_a_binary_is_named() -> None:
    with pytest.raises(ExitedBeforeHandshake) as caught:
        Client(probe_config(command=["true"])).start()
    assert "ELF architecture: EM_" in caught.value.diagnosis
    assert "(current architecture: " in caught.value.diagnosis


def test_the_python_of_the_host_is_not_described() -> None:
    with pytest.raises(ExitedBeforeHandshake) as caught:
        Client(script_config("raise SystemExit(3)")).start()
    assert caught.value.diagnosis == ""


def test_what_may_not_be_executed_is_described(tmp_path: Path) -> None:
    program = tmp_path / "main.py"
    program.write_text("")
    with pytest.raises(LaunchFailed, match="Mode: -rw-"):
        Client(probe_config(command=[program])).start()
