"""Starting, calling and ending real plugin processes."""

from __future__ import annotations

import logging
import os
import shlex
import signal
import subprocess
import threading
import time
from typing import TYPE_CHECKING

import pytest
from tests.host.interface import HANDSHAKE, ProbePlugin
from tests.host.support import (
    PATIENCE,
    PROBE,
    child_processes,
    eventually,
    is_alive,
    probe_config,
    script_config,
)

from gen_plugin_runtime import Client, ConnectionLost, PluginCrashed, StartError, UnknownPlugin
from gen_plugin_runtime.host import exit_net
from gen_plugin_runtime.host.launch import launch_plugin

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("transport", "nothing_left")


def test_a_plugin_is_started_called_and_ended(transport: str) -> None:
    client = Client(probe_config())
    assert (client.id, client.exited, client.protocol) == ("", False, "")
    probe = client.dispense("probe")
    assert probe.echo(["hello", 1]) == ["hello", 1]
    assert client.id == str(probe.run("import os; result = os.getpid()"))
    assert (client.negotiated_version, client.protocol) == (1, transport)
    client.ping()
    assert not client.exited
    client.kill()
    assert (client.id, client.exited) == ("", True)


def test_a_graceful_end_is_quick_and_has_exit_code_0(caplog: pytest.LogCaptureFixture) -> None:
    client = Client(probe_config())
    client.start()
    started = time.monotonic()
    client.kill()
    assert client._running is not None
    assert client._running.process.exit_code == 0
    assert time.monotonic() - started < PATIENCE / 2
    assert not [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}]


def test_as_a_context_manager() -> None:
    with Client(probe_config()) as client:
        assert client.dispense("probe").echo("x") == "x"
    assert client.exited


def test_launch_hands_out_the_object_itself() -> None:
    launch = launch_plugin(ProbePlugin(), "probe", HANDSHAKE, PROBE, start_timeout=PATIENCE)
    with launch as probe:
        assert probe.echo("x") == "x"
    assert launch.client.exited


def test_launch_without_with() -> None:
    launch = launch_plugin(ProbePlugin(), "probe", HANDSHAKE, PROBE, start_timeout=PATIENCE)
    assert launch.start().echo("x") == "x"
    assert launch.start().echo("y") == "y"
    launch.kill()


def test_start_and_kill_may_be_repeated() -> None:
    client = Client(probe_config())
    client.kill()
    with pytest.raises(StartError, match="killed"):
        client.start()
    client = Client(probe_config())
    client.start()
    first = client.id
    client.start()
    assert client.id == first
    client.kill()
    client.kill()
    with pytest.raises(StartError, match="make another Client"):
        client.start()


def test_many_threads_start_one_process() -> None:
    client = Client(probe_config())
    pids: list[object] = []
    threads = [
        threading.Thread(target=lambda: pids.append(client.dispense("probe").run(GET_PID)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(pids) == 8
    assert set(pids) == {int(client.id)}
    client.kill()


GET_PID = "import os; result = os.getpid()"


def test_a_name_that_is_not_in_the_map() -> None:
    with (
        Client(probe_config()) as client,
        pytest.raises(UnknownPlugin, match=r"'prob' .* only: probe"),
    ):
        client.dispense("prob")


def test_versions_are_negotiated() -> None:
    config = probe_config(
        "versions=[1, 3, 4]", versioned_plugins={2: {}, 3: {"probe": ProbePlugin()}}
    )
    with Client(config) as client:
        assert client.negotiated_version == 3
        assert client.dispense("probe").echo(3) == 3


def test_over_tcp() -> None:
    config = probe_config("network='tcp'", min_port=20000, max_port=20100)
    with Client(config) as client:
        assert client.dispense("probe").echo("x") == "x"


def test_the_environment_and_the_directory_reach_the_plugin(tmp_path: Path) -> None:
    config = probe_config(env={"FLAVOUR": "mint"}, cwd=tmp_path)
    with Client(config) as client:
        probe = client.dispense("probe")
        assert probe.run("import os; result = os.environ['FLAVOUR']") == "mint"
        assert probe.run("import os; result = os.getcwd()") == str(tmp_path)


def test_a_stopped_plugin_is_killed_in_time() -> None:
    client = Client(probe_config(shutdown_timeout=0.5))
    client.start()
    os.kill(int(client.id), signal.SIGSTOP)
    started = time.monotonic()
    client.kill()
    assert time.monotonic() - started < PATIENCE / 2
    assert client.exited


def test_a_plugin_with_a_call_that_does_not_end_is_ended_in_time() -> None:
    client = Client(probe_config(shutdown_timeout=2.0))
    probe = client.dispense("probe")
    failures: list[BaseException] = []

    def hang() -> None:
        try:
            probe.run("import time; time.sleep(600)")
        except Exception as error:  # noqa: BLE001 - looked at below
            failures.append(error)

    thread = threading.Thread(target=hang)
    thread.start()
    client.kill()
    thread.join(PATIENCE)
    assert len(failures) == 1
    assert client.exited


def test_a_plugin_that_ignores_its_end_is_killed(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    client = Client(probe_config(shutdown_timeout=0.5))
    client.dispense("probe").run(
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(600,), daemon=False).start()"
    )
    client.kill()
    assert client.exited
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", "the plugin does not end though it was asked to: it is killed"),
        ("INFO", "the plugin was ended by SIGKILL"),
    ]


def test_a_grandchild_that_holds_the_pipes_does_not_delay_the_end() -> None:
    client = Client(probe_config())
    probe = client.dispense("probe")
    pid = probe.run("import subprocess; result = subprocess.Popen(['sleep', '600']).pid")
    assert isinstance(pid, int)
    started = time.monotonic()
    client.kill()
    assert time.monotonic() - started < PATIENCE / 2
    assert is_alive(pid)
    os.kill(pid, signal.SIGKILL)


def test_ctrl_c_in_kill_ends_the_plugin_by_force() -> None:
    client = Client(probe_config(shutdown_timeout=PATIENCE))
    client.dispense("probe").run(
        "import os, signal, threading, time\n"
        "def survive():\n"
        "    threading.main_thread().join()\n"
        "    os.kill(os.getppid(), signal.SIGINT)\n"
        "    time.sleep(600)\n"
        "threading.Thread(target=survive, daemon=False).start()"
    )
    with pytest.raises(KeyboardInterrupt):
        client.kill()
    assert client._running is not None
    assert client._running.process.exit_code == -signal.SIGKILL


def test_a_forked_child_neither_kills_nor_uses_its_parents_plugin() -> None:
    with Client(probe_config()) as client:
        child = os.fork()
        if child == 0:
            try:
                client.kill()
                client.start()
            except StartError as error:
                os._exit(0 if "parent process" in str(error) else 1)
            finally:
                os._exit(2)
        assert os.waitpid(child, 0)[1] == 0
        assert client.dispense("probe").echo("alive") == "alive"


def test_a_call_after_kill_is_no_crash() -> None:
    client = Client(probe_config())
    probe = client.dispense("probe")
    client.kill()
    with pytest.raises(ConnectionLost, match="this side has killed it") as caught:
        probe.echo("x")
    assert type(caught.value) is ConnectionLost


def test_at_the_hosts_exit_hung_plugins_do_not_cost_the_others_their_time() -> None:
    hung, well = ([Client(probe_config(shutdown_timeout=3.0)) for _ in range(2)] for _ in range(2))
    for client in (*hung, *well):
        client.start()
    for client in hung:
        os.kill(int(client.id), signal.SIGSTOP)
    exit_net._end_all()
    codes = [[c._running.process.exit_code for c in some if c._running] for some in (hung, well)]
    assert codes == [[-signal.SIGKILL] * 2, [0, 0]]
    for client in (*hung, *well):
        client.kill()


def test_where_the_temporary_directory_is_not_named_in_utf_8(tmp_path: Path) -> None:
    directory = os.fsencode(tmp_path) + b"/\xff"
    os.mkdir(directory)
    with Client(probe_config(env={"TMPDIR": os.fsdecode(directory)})) as client:
        assert client.dispense("probe").echo("x") == "x"


def test_a_crash_under_a_call() -> None:
    with Client(probe_config()) as client:
        probe = client.dispense("probe")
        with pytest.raises(PluginCrashed) as caught:
            probe.run("import os; os.write(2, b'out of luck\\n'); os._exit(7)")
        assert caught.value.exit_code == 7
        assert caught.value.stderr == ("out of luck",)
        assert "exited with code 7" in str(caught.value)
        with pytest.raises(PluginCrashed):
            probe.echo("still there?")
        assert client.exited


def test_a_crash_by_a_signal_between_calls(caplog: pytest.LogCaptureFixture) -> None:
    with Client(probe_config()) as client:
        probe = client.dispense("probe")
        probe.echo("fine")
        os.kill(int(client.id), signal.SIGKILL)
        assert eventually(lambda: client.exited)
        with pytest.raises(PluginCrashed, match="SIGKILL") as caught:
            probe.echo("still there?")
        assert caught.value.exit_code == -signal.SIGKILL
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("ERROR", "the plugin was ended by SIGKILL")
    ]


def test_who_is_told_of_the_end_by_the_log_may_kill() -> None:
    """As a program that starts a crashed plugin anew: it must not wait for its own thread."""
    ended: list[bool] = []
    told = threading.Event()

    class Killing(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            ended.append(client.exited)
            client.kill()
            told.set()

    logger = logging.getLogger("killing")
    logger.addHandler(Killing(logging.ERROR))
    client = Client(probe_config(logger=logger))
    client.start()
    os.kill(int(client.id), signal.SIGKILL)
    assert told.wait(PATIENCE)
    assert ended == [True]


def test_a_crash_while_a_forked_child_holds_the_connection() -> None:
    with Client(probe_config()) as client:
        probe = client.dispense("probe")
        fork = "import os, time\nresult = os.fork()\nif result == 0: time.sleep(600); os._exit(0)"
        child = probe.run(fork)
        assert isinstance(child, int)
        with pytest.raises(PluginCrashed, match="exited with code 9"):
            probe.run("import os; os._exit(9)")
    assert is_alive(child)
    os.kill(child, signal.SIGKILL)


def test_a_connection_that_breaks_while_the_process_lives(tmp_path: Path) -> None:
    path = tmp_path / "s"
    source = (
        "import signal, socket, time\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])\n"
        "listener = socket.socket(socket.AF_UNIX)\n"
        f"listener.bind({str(path)!r}); listener.listen()\n"
        f"print('1|1|unix|{path}|grpc|', flush=True)\n"
        "connection, _ = listener.accept()\n"
        "connection.sendall(bytes([0, 0, 0, 4, 0, 0, 0, 0, 0]))\n"  # SETTINGS
        "signal.sigwait([signal.SIGUSR1]); connection.close()\n"
        "time.sleep(600)"
    )
    client = Client(script_config(source, shutdown_timeout=0.1))
    probe = client.dispense("probe")
    os.kill(int(client.id), signal.SIGUSR1)
    with pytest.raises(ConnectionLost) as caught:
        probe.echo("x")
    assert not isinstance(caught.value, PluginCrashed)
    client.kill()
    assert not path.exists()


def test_a_plugin_behind_a_shell_is_ended() -> None:
    line = subprocess.list2cmdline(PROBE)
    config = probe_config(command=["sh", "-c", f"{line}; true"])
    with Client(config) as client:
        pid = client.dispense("probe").run(GET_PID)
        assert isinstance(pid, int)
        assert str(pid) != client.id
    assert not is_alive(pid)


@pytest.mark.parametrize("network", ["unix", "tcp"])
def test_a_plugin_behind_a_shell_is_killed(network: str) -> None:
    """Stopped, it does not notice that its host has left it."""
    line = shlex.join([*PROBE, f"network='{network}'"])
    config = probe_config(command=["sh", "-c", f"{line}; true"], shutdown_timeout=0.2)
    with Client(config) as client:
        pid = client.dispense("probe").run(GET_PID)
        assert isinstance(pid, int)
        os.kill(pid, signal.SIGSTOP)
    assert not is_alive(pid)


def test_two_plugins_at_once() -> None:
    before = child_processes()
    with Client(probe_config()) as one, Client(probe_config()) as other:
        assert len(child_processes() - before) == 2
        assert one.dispense("probe").run(GET_PID) != other.dispense("probe").run(GET_PID)


def test_a_termination_that_another_thread_gets_ends_the_plugin() -> None:
    """The system chooses the thread that is interrupted; Python's handler runs in the main one."""
    source = (
        "import signal, threading\n"
        "signal.pthread_kill(threading.get_ident(), signal.SIGTERM)\n"
        "threading.Event().wait()"
    )
    with Client(probe_config(call_timeout=PATIENCE)) as client:
        with pytest.raises(PluginCrashed) as caught:
            client.dispense("probe").run(source)
        assert caught.value.exit_code == -signal.SIGTERM
