"""Each way in which a start can fail: an error that says what happened, and nothing is left."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from tests.host.interface import GrpcProbePlugin
from tests.host.support import (
    PATIENCE,
    PROBE,
    child_processes,
    eventually,
    probe_config,
    script_config,
)

from gen_plugin_runtime import (
    Client,
    ExitedBeforeHandshake,
    HandshakeError,
    LaunchFailed,
    NotListening,
    StartError,
    StartTimeout,
    UnsupportedTransport,
    VersionMismatch,
)

if TYPE_CHECKING:
    from pathlib import Path

    from gen_plugin_runtime import ClientConfig

pytestmark = pytest.mark.usefixtures("nothing_left")


def failure(config: ClientConfig, kind: type[StartError]) -> StartError:
    client = Client(config)
    with pytest.raises(StartError) as caught:
        client.start()
    assert type(caught.value) is kind, caught.value
    assert client.id == ""
    assert client.exited == (kind is not LaunchFailed)
    client.kill()
    return caught.value


def prints(
    line: str, *, then: str = "import time; time.sleep(600)", **options: object
) -> ClientConfig:
    return script_config(f"print({line!r}, flush=True)\n{then}", **options)


def test_a_command_that_does_not_exist() -> None:
    error = failure(probe_config(command=["/no/such/program"]), LaunchFailed)
    assert "there is no program '/no/such/program'" in str(error)


def test_a_command_that_is_not_executable(tmp_path: Path) -> None:
    program = tmp_path / "main.py"
    program.write_text("")
    error = failure(probe_config(command=[program]), LaunchFailed)
    assert "[sys.executable, " in str(error)


def test_a_working_directory_that_does_not_exist() -> None:
    error = failure(probe_config(cwd="/no/such/place"), LaunchFailed)
    assert "there is no directory '/no/such/place'" in str(error)


def test_a_program_that_exits_at_once_shows_its_traceback() -> None:
    error = failure(script_config("import no_such_module"), ExitedBeforeHandshake)
    assert error.exit_code == 1
    assert "exited with code 1" in str(error)
    assert error.stderr[0] == "Traceback (most recent call last):"
    assert "ModuleNotFoundError: No module named 'no_such_module'" in str(error)


def test_a_program_that_is_killed_by_a_signal() -> None:
    source = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
    error = failure(script_config(source), ExitedBeforeHandshake)
    assert "was ended by SIGSEGV" in str(error)


def test_a_program_that_prints_something_else_first() -> None:
    error = failure(prints("Hello, world"), HandshakeError)
    assert "'Hello, world'" in str(error)
    assert error.exit_code is None


def test_a_program_that_prints_garbage_without_end() -> None:
    source = "import sys\nwhile True: sys.stdout.write('x' * 1000)"
    error = failure(script_config(source), HandshakeError)
    assert len(str(error)) < 1000


def test_a_program_that_prints_nothing() -> None:
    source = "import sys, time; print('thinking', file=sys.stderr, flush=True); time.sleep(600)"
    error = failure(script_config(source, start_timeout=1.0), StartTimeout)
    assert "within 1 seconds" in str(error)
    assert isinstance(error, TimeoutError)


def test_a_program_that_closes_its_stdout() -> None:
    error = failure(script_config("import os, time; os.close(1); time.sleep(600)"), HandshakeError)
    assert "closed its stdout" in str(error)


def test_another_core_version() -> None:
    error = failure(prints("2|1|unix|/tmp/none|grpc|"), HandshakeError)
    assert "version 2 of the core protocol" in str(error)


def test_another_application_version() -> None:
    error = failure(prints("1|7|unix|/tmp/none|grpc|"), VersionMismatch)
    assert "protocol version 7" in str(error)


def test_a_transport_that_no_plugin_of_the_host_has_a_form_for() -> None:
    config = prints("1|1|unix|/tmp/none|netrpc|", plugins={"probe": GrpcProbePlugin()})
    error = failure(config, UnsupportedTransport)
    assert "GrpcProbePlugin has no form for netrpc; generate it with `netrpc = true`" in str(error)


def test_a_transport_that_is_not_allowed() -> None:
    config = prints("1|1|unix|/tmp/none|netrpc|", allowed_protocols=["grpc"])
    assert "allows only grpc" in str(failure(config, UnsupportedTransport))


def test_an_unknown_transport() -> None:
    error = failure(prints("1|1|unix|/tmp/none|smoke|"), UnsupportedTransport)
    assert "'smoke', but this host allows only grpc, netrpc" in str(error)


def test_a_certificate_that_nobody_asked_for() -> None:
    error = failure(prints("1|1|unix|/tmp/none|grpc|" + "A" * 800), HandshakeError)
    assert "certificate" in str(error)


def test_nobody_listens_at_the_socket() -> None:
    error = failure(prints("1|1|unix|/tmp/none|grpc|"), NotListening)
    assert "/tmp/none" in str(error)


def test_nobody_listens_at_the_port() -> None:
    error = failure(prints("1|1|tcp|127.0.0.1:1|grpc|"), NotListening)
    assert "127.0.0.1:1" in str(error)


@pytest.mark.parametrize("address", ["tcp|a..b:1", "unix|/tmp/a\0b", "unix|/tmp/" + "a" * 300])
def test_an_address_that_is_none(address: str) -> None:
    error = failure(prints(f"1|1|{address}|grpc|"), NotListening)
    assert "nobody answers there" in str(error)


def test_the_plugin_ends_right_after_its_line() -> None:
    error = failure(prints("1|1|unix|/tmp/none|grpc|", then="raise SystemExit(3)"), NotListening)
    assert error.exit_code == 3
    assert "exited with code 3" in str(error)


def test_the_socket_of_a_refused_plugin_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "plugin1"
    source = (
        "import socket, time; s = socket.socket(socket.AF_UNIX)\n"
        f"s.bind({str(path)!r}); s.listen()\n"
        f"print('1|7|unix|{path}|grpc|', flush=True); time.sleep(600)"
    )
    failure(script_config(source), VersionMismatch)
    assert not path.exists()


def test_a_file_that_is_no_socket_is_never_removed(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("data")
    failure(prints(f"1|1|unix|{precious}|grpc|"), NotListening)
    assert precious.read_text() == "data"


def test_a_missing_temporary_directory_is_named_with_its_cure() -> None:
    error = failure(probe_config(env={"TMPDIR": "/no/such/place"}), ExitedBeforeHandshake)
    assert "in the directory that TMPDIR names" in error.stderr[-1]
    assert "/no/such/place" in error.stderr[-1]


def test_a_program_that_has_closed_its_standard_output() -> None:
    source = f"import os, runpy; os.close(1); runpy.run_path({PROBE[1]!r}, run_name='__main__')"
    error = failure(script_config(source), ExitedBeforeHandshake)
    assert "the program has closed its standard output" in error.stderr[-1]


def test_an_endless_last_line_is_cut() -> None:
    source = "import os; os.write(2, b'z' * 2_000_000); os._exit(1)"
    error = failure(script_config(source), ExitedBeforeHandshake)
    assert len(str(error)) < 50_000


def test_a_host_that_cannot_load_its_own_parts_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "gen_plugin_runtime.host.establish", None)
    with pytest.raises(ImportError):
        Client(script_config("import time; time.sleep(600)")).start()


def test_ctrl_c_in_a_start_leaves_nothing() -> None:
    source = (
        "import os, signal, time\nos.kill(os.getppid(), signal.SIGINT)\nwhile True: time.sleep(600)"
    )
    with pytest.raises(KeyboardInterrupt), Client(script_config(source)):
        pass


def test_without_a_thread_to_be_had_a_start_fails_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    client = Client(script_config(""))
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        with pytest.raises(RuntimeError, match="thread"):
            client.start()
    with pytest.raises(StartError, match="make another Client"):
        client.start()
    client.kill()


def test_killed_by_another_thread_a_start_ends_at_once() -> None:
    before = child_processes()
    client = Client(script_config("import time; time.sleep(600)"))
    errors: list[StartError] = []

    def start() -> None:
        with pytest.raises(StartError) as caught:
            client.start()
        errors.append(caught.value)

    thread = threading.Thread(target=start)
    thread.start()
    assert eventually(lambda: child_processes() > before)
    client.kill()
    thread.join(PATIENCE)
    assert [str(error) for error in errors] == [
        "this client was killed while its plugin was starting"
    ]


def test_the_wrong_cookie() -> None:
    config = probe_config(command=["env", "-u", "PROBE_PLUGIN", *PROBE])
    error = failure(config, ExitedBeforeHandshake)
    assert error.exit_code == 1
    assert "This program is a plugin" in str(error)


def test_a_grandchild_that_holds_the_pipes_does_not_delay_the_error() -> None:
    source = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print('grandchild', child.pid, file=sys.stderr, flush=True)\n"
        "raise SystemExit(4)"
    )
    error = failure(script_config(source), ExitedBeforeHandshake)
    assert error.exit_code == 4
    os.kill(int(error.stderr[0].split()[1]), 9)


def test_a_client_that_failed_says_so_when_it_is_used_again() -> None:
    client = Client(probe_config(command=["/no/such/program"]))
    with pytest.raises(LaunchFailed):
        client.start()
    with pytest.raises(StartError, match="make another Client"):
        client.dispense("probe")


def test_the_child_is_offered_every_version_of_the_host() -> None:
    source = "import os; raise SystemExit(os.environ['PLUGIN_PROTOCOL_VERSIONS'])"
    config = script_config(source, versioned_plugins={3: {}, 2: {}})
    assert failure(config, ExitedBeforeHandshake).stderr == ("1,2,3",)
