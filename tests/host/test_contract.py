"""What go-plugin's own tests ask of a host and no other test here does."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest
from tests.host.interface import dial_probe
from tests.host.support import (
    PATIENCE,
    PROBE,
    TestRunner,
    probe_config,
    reattach_config,
    script_config,
)

from gen_plugin_runtime import (
    CallError,
    Client,
    ExitedBeforeHandshake,
    ReattachConfig,
    VersionMismatch,
)
from gen_plugin_runtime.host.diagnosis import executable_architecture

if TYPE_CHECKING:
    import logging
    from collections.abc import Mapping
    from pathlib import Path
    from typing import IO

pytestmark = pytest.mark.usefixtures("transport", "nothing_left")


def test_kill_does_not_start_a_client_that_failed(tmp_path: Path) -> None:
    started = tmp_path / "started"
    source = (
        f"open({str(started)!r}, 'x').close()\n"
        "print('1|11|tcp|:1234', flush=True); import time; time.sleep(600)"
    )
    client = Client(script_config(source))
    with pytest.raises(VersionMismatch):
        client.start()
    assert client.exited
    started.unlink()
    client.kill()
    assert not started.exists()


def test_what_is_to_be_done_at_exit_is_done(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cleaned = tmp_path / "cleaned"
    with Client(probe_config()) as client:
        client.dispense("probe").run(
            f"import atexit, pathlib; atexit.register(pathlib.Path({str(cleaned)!r}).touch)"
        )
    assert cleaned.exists()
    assert errors_in(caplog) == []


def errors_in(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.levelname == "ERROR"]


def test_output_that_comes_late_is_not_cut_off(caplog: pytest.LogCaptureFixture) -> None:
    class Late(TestRunner):
        """What the plugin prints arrives 0.1 seconds later."""

        def start(self) -> None:
            super().start()
            self._late_stdout, self._late_stderr = map(late, (super().stdout, super().stderr))

        @property
        def stdout(self) -> IO[bytes]:
            return self._late_stdout

        @property
        def stderr(self) -> IO[bytes]:
            return self._late_stderr

    def run(environment: Mapping[str, str], directory: str) -> TestRunner:
        return Late(environment, None)

    caplog.set_level(1)
    with Client(probe_config(command=None, runner=run)) as client:
        client.dispense("probe").run("import atexit; atexit.register(logger.info, 'last words')")
    assert errors_in(caplog) == []
    assert [record for record in caplog.records if "last words" in record.getMessage()]


def late(stream: IO[bytes]) -> IO[bytes]:
    """A pipe that passes on what the stream gives."""
    read_end, write_end = os.pipe()

    def pass_on() -> None:
        with stream, os.fdopen(write_end, "wb", 0) as later:
            while data := os.read(stream.fileno(), 4096):
                time.sleep(0.1)
                later.write(data)

    threading.Thread(target=pass_on, daemon=True, name="late").start()
    return os.fdopen(read_end, "rb", 0)


def test_lines_of_stderr_arrive_raw_though_nobody_forces_the_end(
    caplog: pytest.LogCaptureFixture,
) -> None:
    copy = io.BytesIO()
    source = "import sys; sys.stderr.write('HELLO\\nWORLD\\n')"
    with pytest.raises(ExitedBeforeHandshake) as caught:
        Client(script_config(source, stderr=copy)).start()
    assert copy.getvalue() == b"HELLO\nWORLD\n"
    assert caught.value.exit_code == 0  # by itself


def test_json_that_is_not_hclogs_is_logged_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(1)
    lines = ['["HELLO"]', "12345", '{"a":1}']
    with Client(probe_config()) as client:
        text = "\n".join([*lines, ""])
        client.dispense("probe").run(f"import os; os.write(2, {text!r}.encode())")
    logged = [record.getMessage() for record in caplog.records]
    assert [line for line in lines if line not in logged] == []


def test_text_with_a_level_gets_through_at_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("WARNING")
    with Client(probe_config()) as client:
        client.dispense("probe").run("import os; os.write(2, b'[WARN] test line 98765\\nplain\\n')")
    assert [record.getMessage() for record in caplog.records] == ["[WARN] test line 98765"]


def test_no_common_version_is_told_by_the_host() -> None:
    source = (
        "import runpy, sys; from tests.host.interface import *\n"
        "from gen_plugin_runtime import ServeConfig, serve\n"
        "serve(ServeConfig(HANDSHAKE, versioned_plugins={2: {}}))"
    )
    with pytest.raises(VersionMismatch, match=r"serves protocol version 2, .* knows only 1"):
        Client(script_config(source)).start()


@pytest.mark.parametrize("transport", ["netrpc"], indirect=True)
def test_objects_need_no_socket_over_net_rpc(socket_directory: Path) -> None:
    """Who cannot connect to the plugin reaches no object either."""
    serve = "from tests.host.interface import serve_probe; serve_probe(broker, 9, RealProbe())"
    with Client(probe_config()) as client:
        probe = client.dispense("probe")
        probe.run(f"from __main__ import RealProbe; {serve}")
        there = dial_probe(probe.broker, 9)
        assert there.echo("x") == "x"
        address = client.reattach_config()
        assert address is not None
        assert [str(path) for path in socket_directory.iterdir()] == [address.address]
        listening = there.run(LISTENING)
    assert listening == [address.address]


LISTENING = """
import os
own = {os.readlink(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd")[:-1]}
rows = [line.split() for line in open("/proc/self/net/unix")][1:]
result = sorted({row[7] for row in rows if f"socket:[{row[6]}]" in own and row[3] == "00010000"})
"""


def test_pings() -> None:
    client = Client(probe_config())
    client.ping()
    client.ping()
    client.kill()
    assert client._running is not None
    with pytest.raises(CallError):
        client._running.session.ping()


def test_a_plugin_in_a_session_of_its_own_is_reattached_to(transport: str) -> None:
    process = subprocess.Popen(
        [*PROBE, "end_with_host=False"],
        env={**os.environ, "PROBE_PLUGIN": "probe", "PLUGIN_PROTOCOL_VERSIONS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        umask=0,
    )
    assert process.stdout is not None
    fields = process.stdout.readline().decode().split("|")
    process.stdout.close()
    assert os.stat(fields[3]).st_mode & 0o777 == 0o600  # whatever the mask
    address = ReattachConfig(fields[3], pid=process.pid, protocol=transport, protocol_version=1)
    client = Client(reattach_config(address))
    assert client.dispense("probe").echo(21) == 21
    assert client._running is not None
    assert not client._running.process.wait(1.5)  # longer than between two looks
    assert client.reattach_config() == address
    client.kill()
    assert client.exited
    assert process.wait(PATIENCE) == 0


def elf(machine: int, order: str = "<") -> bytes:
    data = 1 if order == "<" else 2
    return b"\x7fELF\x02" + bytes([data]) + bytes(10) + struct.pack(f"{order}HH", 2, machine)


def pe(machine: int) -> bytes:
    return b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + struct.pack("<H", machine)


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (elf(62), "ELF architecture: EM_X86_64"),
        (elf(183), "ELF architecture: EM_AARCH64"),
        (elf(22, ">"), "ELF architecture: EM_S390"),
        (elf(9999), "ELF architecture: 9999"),
        (struct.pack("<II", 0xFEEDFACF, 0x01000007), "MachO architecture: CpuAmd64"),
        (struct.pack("<II", 0xFEEDFACF, 0x0100000C), "MachO architecture: CpuArm64"),
        (struct.pack(">II", 0xFEEDFACE, 12), "MachO architecture: CpuArm"),
        (pe(0x14C), "PE architecture: 386"),
        (pe(0xAA64), "PE architecture: arm64"),
        (pe(1), "PE architecture: unknown"),
        (b"#!/bin/sh\n", ""),
        (b"MZ", ""),
        (b"", ""),
    ],
)
def test_the_machine_of_an_executable(head: bytes, told: str) -> None:
    assert executable_architecture(head) == told


def test_the_machine_of_this_python() -> None:
    with open(sys.executable, "rb") as file:
        assert executable_architecture(file.read(4096)).partition(":")[0].endswith("architecture")
