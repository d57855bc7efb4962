"""The life of a plugin process, seen from outside."""

from __future__ import annotations

import json
import os
import signal
import stat
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.host.interface import ProbeClient
from tests.host.support import PATIENCE, PROBE, eventually

from gen_plugin_runtime import CallError, PluginError
from gen_plugin_runtime.grpc.controller import SHUTDOWN
from gen_plugin_runtime.grpc.health import CHECK, encode_check
from gen_plugin_runtime.grpc.stdio import STREAM_STDIO, decode_output

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.serving.program import PluginProgram

    Start = Callable[..., PluginProgram]


def test_the_handshake_line_has_six_fields(program: Start, socket_directory: Path) -> None:
    fields = program().line()
    assert fields[:3] == ["1", "1", "unix"]
    assert Path(fields[3]).parent == socket_directory
    assert Path(fields[3]).name.startswith("plugin")
    assert fields[4:] == ["grpc", ""]


@pytest.mark.parametrize("protocol", ["grpc", "netrpc"])
def test_only_the_owner_may_connect(program: Start, protocol: str) -> None:
    status = os.stat(program(f"protocol={protocol!r}").line()[3])
    assert stat.S_ISSOCK(status.st_mode)
    assert stat.S_IMODE(status.st_mode) == 0o600


def test_the_hosts_socket_directory_is_used(program: Start, tmp_path: Path) -> None:
    fields = program(env={"PLUGIN_UNIX_SOCKET_DIR": str(tmp_path)}).line()
    assert Path(fields[3]).parent == tmp_path


def test_the_other_side_may_be_in_another_directory(program: Start, socket_directory: Path) -> None:
    fields = program(env={"TMPDIR": os.path.relpath(socket_directory)}).line()
    assert Path(fields[3]).parent == socket_directory


@pytest.mark.parametrize("by_name", [False, True], ids=["as an integer", "as a name"])
def test_the_hosts_group_may_connect_too(program: Start, by_name: bool) -> None:
    import grp

    group = grp.getgrgid(os.getgid()).gr_name if by_name else str(os.getgid())
    status = os.stat(program(env={"PLUGIN_UNIX_SOCKET_GROUP": group}).line()[3])
    assert stat.S_IMODE(status.st_mode) == 0o660
    assert (status.st_uid, status.st_gid) == (os.getuid(), os.getgid())


@pytest.mark.parametrize("group", ["no-such-group", str(2**32 - 1), "9" * 20])
def test_a_group_that_does_not_exist_is_told(
    program: Start, socket_directory: Path, group: str
) -> None:
    plugin = program(env={"PLUGIN_UNIX_SOCKET_GROUP": group})
    assert plugin.wait() == 1
    assert f"there is no group '{group}'" in plugin.stderr.read().decode()
    assert list(socket_directory.iterdir()) == []


@pytest.mark.parametrize("protocol", ["grpc", "netrpc"])
def test_tcp_stays_within_the_hosts_ports(program: Start, protocol: str) -> None:
    ports = {"PLUGIN_MIN_PORT": "21000", "PLUGIN_MAX_PORT": "21050"}
    options = ("network='tcp'", f"protocol={protocol!r}")
    one, other = (program(*options, env=ports) for _ in range(2))
    first, second = one.line(), other.line()
    assert first[2] == second[2] == "tcp"
    found = {int(line[3].removeprefix("127.0.0.1:")) for line in (first, second)}
    assert len(found) == 2
    assert found <= set(range(21000, 21051))
    one.connect(first)


def test_the_port_of_a_plugin_that_crashed_can_be_used_at_once(program: Start) -> None:
    crashed = program("network='tcp'")
    fields = crashed.line()
    channel = crashed.connect(fields)
    channel.call(CHECK, encode_check("plugin")).result()
    crashed.process.kill()  # so that its side is the first to close
    crashed.wait()
    port = fields[3].rpartition(":")[2]
    again = program("network='tcp'", env={"PLUGIN_MIN_PORT": port, "PLUGIN_MAX_PORT": port})
    assert again.line()[3] == fields[3]


def test_the_highest_common_version_is_served(program: Start) -> None:
    plugin = program("versions=[2, 3]", env={"PLUGIN_PROTOCOL_VERSIONS": "9,1,x,2"})
    assert plugin.line()[1] == "2"
    assert b'"version":"x"' in plugin.stderr.readline()


def test_without_a_common_version_the_lowest_is_served(program: Start) -> None:
    assert program("versions=[2, 3]", env={"PLUGIN_PROTOCOL_VERSIONS": "9"}).line()[1] == "1"


def test_by_hand_it_explains_itself(program: Start) -> None:
    plugin = program(cookie=False)
    assert plugin.wait() == 1
    assert plugin.stdout.read() == b""
    text = plugin.stderr.read().decode()
    assert "This program is a plugin" in text
    assert "probe.py']" in text
    assert "Traceback" not in text


def test_by_hand_a_module_says_how_it_is_launched_as_one(program: Start) -> None:
    interpreter, path = PROBE
    module = [interpreter, "-m", Path(path).stem]
    plugin = program(cookie=False, command=module, env={"PYTHONPATH": str(Path(path).parent)})
    assert plugin.wait() == 1
    assert "launch([sys.executable, '-m', 'probe'])" in plugin.stderr.read().decode()


def test_a_host_that_wants_automtls_is_refused(program: Start) -> None:
    plugin = program(env={"PLUGIN_CLIENT_CERT": "-----BEGIN CERTIFICATE-----"})
    assert plugin.wait() != 0
    assert plugin.stdout.read() == b""
    assert b"AutoMTLS" in plugin.stderr.read()


def test_a_start_that_fails_shows_its_traceback(program: Start) -> None:
    plugin = program(env={"TMPDIR": "/no/such/directory"})
    assert plugin.wait() == 1
    assert plugin.stdout.read() == b""
    assert b"Traceback" in plugin.stderr.read()


def test_a_temporary_directory_that_is_too_deep_is_named(program: Start, tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 120)
    deep.mkdir()
    plugin = program(env={"TMPDIR": str(deep)})
    assert plugin.wait() == 1
    assert b"set TMPDIR to a shorter directory" in plugin.stderr.read()


def test_shutdown_is_answered_and_followed(program: Start, socket_directory: Path) -> None:
    plugin = program(f"grace={PATIENCE}")
    channel, _ = plugin.probe()
    started = time.monotonic()
    assert channel.unary(SHUTDOWN)(b"") == b""
    assert plugin.wait() == 0
    assert time.monotonic() - started < PATIENCE / 2  # the grace is for calls, not for its own sake
    assert list(socket_directory.iterdir()) == []


def test_a_plugin_with_many_descriptors_is_shut_down_too(program: Start) -> None:
    source = (
        "import runpy\n"
        "from tests import descriptors\n"
        "with descriptors.all_selectable_ones_in_use():\n"
        f"    runpy.run_path({PROBE[1]!r}, run_name='__main__')\n"
    )
    root = str(Path(__file__).parents[2])
    plugin = program(command=[sys.executable, "-c", source], env={"PYTHONPATH": root})
    channel, _ = plugin.probe()
    assert channel.unary(SHUTDOWN)(b"") == b""
    assert plugin.wait() == 0


def test_a_running_call_may_finish(program: Start, tmp_path: Path) -> None:
    plugin = program(f"grace={PATIENCE}")
    channel, _ = plugin.probe()
    marker = tmp_path / "marker"
    source = (
        "import os, time\nprint('busy')\n"
        f"while not os.path.exists({str(marker)!r}): time.sleep(0.01)\n"
        "result = 'done'"
    )
    request = json.dumps([source])
    call = channel.call("/tests.Probe/run", request.encode())
    output = channel.call(STREAM_STDIO, b"")
    assert decode_output(next(output)) == (1, b"busy\n")
    channel.unary(SHUTDOWN)(b"")
    marker.touch()
    assert call.result() == b'"done"'
    channel.close()
    assert plugin.wait() == 0


def test_a_call_without_end_is_cut_off_after_the_grace(program: Start) -> None:
    plugin = program("grace=0.2")
    channel, _ = plugin.probe()
    call = channel.call("/tests.Probe/run", b'["import time; time.sleep(600)"]')
    channel.unary(SHUTDOWN)(b"")
    with pytest.raises(CallError):
        call.result()
    assert plugin.wait() == 0


def test_what_follows_serve_still_runs(program: Start, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    source = (
        f"import runpy, sys; sys.argv = [{PROBE[1]!r}]\n"
        f"runpy.run_path({PROBE[1]!r}, run_name='__main__')\n"
        f"print('late'); open({str(marker)!r}, 'w').close()"
    )
    plugin = program(command=[sys.executable, "-c", source])
    channel, _ = plugin.probe()
    channel.unary(SHUTDOWN)(b"")
    assert plugin.wait() == 0
    assert marker.exists()
    assert plugin.stdout.read() == b"late\n"


def test_interrupts_are_ignored_and_logged(program: Start) -> None:
    plugin = program()
    _, probe = plugin.probe()
    probe.echo("serving")
    for count in (1, 2):
        plugin.process.send_signal(signal.SIGINT)
        record = json.loads(plugin.stderr.readline())
        assert (record["@level"], record["count"]) == ("trace", count)
    assert probe.echo("alive") == "alive"


def test_sigterm_ends_it(program: Start, socket_directory: Path) -> None:
    plugin = program()
    _, probe = plugin.probe()
    probe.echo("serving")
    plugin.process.terminate()
    assert plugin.wait() == -signal.SIGTERM
    assert list(socket_directory.iterdir()) == []


def test_sigterm_for_a_forked_child_is_not_for_the_plugin(
    program: Start, socket_directory: Path
) -> None:
    plugin = program()
    _, probe = plugin.probe()
    source = (
        "import os, signal, time\nready, say = os.pipe()\nchild = os.fork()\n"
        "if child == 0: os.write(say, b'x'); time.sleep(600); os._exit(0)\n"
        "os.read(ready, 1); os.kill(child, signal.SIGTERM); result = os.waitpid(child, 0)[1]"
    )
    assert probe.run(source) == signal.SIGTERM
    assert len(list(socket_directory.iterdir())) == 1
    probe.echo("alive")


def test_after_the_end_threads_of_the_program_do_not_outlive_the_host(program: Start) -> None:
    plugin = program()
    channel, probe = plugin.probe()
    probe.run(
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(600,), daemon=False).start()"
    )
    channel.unary(SHUTDOWN)(b"")
    plugin.stdout.close()
    assert plugin.wait() == 0


def test_a_closed_descriptor_2_is_not_taken_for_the_log(program: Start) -> None:
    source = (
        f"import os, runpy, sys; sys.argv = [{PROBE[1]!r}]; os.close(0); os.close(2)\n"
        f"runpy.run_path({PROBE[1]!r}, run_name='__main__')\n"
    )
    _, probe = program(command=[sys.executable, "-c", source]).probe()
    probe.run("for _ in range(100): logger.info('lost')")
    null = os.stat(os.devnull).st_rdev
    assert probe.run(f"import os; result = [os.fstat(n).st_rdev for n in (0, 2)] == [{null}] * 2")


def test_without_descriptors_it_waits_until_there_are_some(program: Start) -> None:
    plugin = program()
    fields = plugin.line()
    probe = ProbeClient(plugin.connect(fields))
    limit = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({}, 1024))"
    probe.run(limit.format(4))  # as many as it polls
    second = plugin.connect(fields)
    pending = second.call(CHECK, encode_check(""))
    used = "import os, time; before = os.times()[:2]; time.sleep(0.5); after = os.times()[:2]\n"
    assert probe.run(used + "result = sum(after) - sum(before) < 0.25")
    probe.run(limit.format(1024))
    assert pending.result() == b"\x08\x01"


def test_it_ends_if_nobody_connects_in_time(program: Start, socket_directory: Path) -> None:
    plugin = program("connect_timeout=0.2")
    plugin.line()
    assert plugin.wait() == 0
    assert list(socket_directory.iterdir()) == []


def test_each_connection_gives_the_next_one_its_time(program: Start) -> None:
    plugin = program("connect_timeout=1.5")
    fields = plugin.line()
    probe = ProbeClient(plugin.connect(fields))
    probe.run("import time; time.sleep(2)")
    plugin.close_connections()
    ProbeClient(plugin.connect(fields)).run("result = 1")


def test_it_ends_if_nobody_reads_its_line(program: Start, socket_directory: Path) -> None:
    plugin = program()
    plugin.stdout.close()
    assert plugin.wait() == 0
    assert list(socket_directory.iterdir()) == []


def test_a_host_may_leave_and_come_back(program: Start) -> None:
    plugin = program()
    fields = plugin.line()
    for number in range(3):
        channel = plugin.connect(fields)
        answer = channel.unary("/tests.Probe/echo")(json.dumps([number]).encode())
        assert json.loads(answer) == number
        channel.close()


def test_text_that_was_printed_before_does_not_break_the_handshake(program: Start) -> None:
    source = (
        f"print('early'); import runpy, sys; sys.argv = [{PROBE[1]!r}]\n"
        f"runpy.run_path({PROBE[1]!r}, run_name='__main__')"
    )
    # Unbuffered text has left the process before `serve` can do anything about it.
    plugin = program(command=[sys.executable, "-c", source], env={"PYTHONUNBUFFERED": ""})
    channel, _ = plugin.probe()
    assert decode_output(next(channel.call(STREAM_STDIO, b""))) == (1, b"early\n")


def test_health(program: Start) -> None:
    plugin = program()
    channel, _ = plugin.probe()
    for service in ("plugin", ""):
        assert channel.unary(CHECK)(encode_check(service)) == b"\x08\x01"
    with pytest.raises(PluginError, match="unknown service 'other'") as caught:
        channel.unary(CHECK)(encode_check("other"))
    assert caught.value.status == 5
    listed = channel.unary("/grpc.health.v1.Health/List")(b"")
    assert listed == b"\n\x06\n\x00\x12\x02\x08\x01\n\x0c\n\x06plugin\x12\x02\x08\x01"
    watch = channel.call("/grpc.health.v1.Health/Watch", encode_check("plugin"))
    assert next(watch) == b"\x08\x01"
    watch.cancel()


def test_printing_never_blocks_without_a_reader(program: Start) -> None:
    plugin = program()
    channel, probe = plugin.probe()
    probe.run("import os, sys\nprint('x' * 10_000_000)\nsys.stderr.write('y' * 10_000_000)")
    probe.run("import os\nfor _ in range(1000): os.write(1, b'z' * 1000)")
    output = channel.call(STREAM_STDIO, b"")
    stream, notice = decode_output(next(output))
    assert stream == 2
    assert b"bytes of output were dropped" in notice
    assert decode_output(next(output))[1][-1:] in {b"y", b"z"}


def test_output_is_handed_out_once_and_not_lost_on_a_host_that_left(program: Start) -> None:
    plugin = program()
    fields = plugin.line()
    first = plugin.connect(fields)
    gone = first.call(STREAM_STDIO, b"")
    first.unary(CHECK)(encode_check(""))
    gone.cancel()
    first.close()
    second = plugin.connect(fields)
    second.unary("/tests.Probe/run")(b'["print(1)"]')
    assert decode_output(next(second.call(STREAM_STDIO, b""))) == (1, b"1\n")


def test_an_uncaught_exception_reaches_descriptor_2(program: Start) -> None:
    plugin = program()
    _, probe = plugin.probe()
    probe.run("import sys\ntry: 1 / 0\nexcept Exception: sys.excepthook(*sys.exc_info())")
    assert plugin.stderr.readline() == b"panic: ZeroDivisionError: division by zero\n"


EXPENSIVE = {
    "asyncio",
    "base64",
    "contextlib",
    "dataclasses",
    "hashlib",
    "inspect",
    "json",
    "logging",
    "queue",
    "random",
    "re",
    "ssl",
    "subprocess",
    "tempfile",
    "traceback",
    "typing",
}


EXAMPLES = Path(__file__).parents[2] / "examples"


SHARED_WITH_GRPC = {
    "gen_plugin_runtime.http2": {"", ".allowance", ".faults", ".limits", ".output"},
    "gen_plugin_runtime.protobuf": {"", ".faults"},
}
OVER_NETRPC = ["over net/rpc", "generated, over net/rpc"]


@pytest.mark.parametrize("kind", ["by hand", "generated", "with objects", *OVER_NETRPC])
def test_nothing_expensive_is_imported_before_the_handshake_line(program: Start, kind: str) -> None:
    watched = """if True:
        import os, sys
        real_write = os.write
        def write(descriptor, data):
            if data.startswith(b"1|"):
                real_write(2, " ".join(sys.modules).encode() + b"\\n")
            return real_write(descriptor, data)
        os.write = write
    """
    by_hand = """if True:
        from gen_plugin_runtime import HandshakeConfig, Plugin, ServeConfig, get_logger, serve
        class Empty(Plugin):
            def server(self, broker): return self
            service = "tests.Empty"
            def handlers(self): return {}
        get_logger("x").info("start")
        serve(ServeConfig(HandshakeConfig(1, "PROBE_PLUGIN", "probe"), {"empty": Empty()}))
    """
    over_netrpc = """if True:
        from gen_plugin_runtime import HandshakeConfig, Plugin, ServeConfig, get_logger, serve
        from gen_plugin_runtime.netrpc.gob.basics import STRING
        from gen_plugin_runtime.netrpc.handler import NetRpcHandler
        from gen_plugin_runtime.netrpc.rpc.method import Method
        class Empty(Plugin):
            transports = ("netrpc",)
            def server(self, broker): return self
            def methods(self): return {"Do": NetRpcHandler(DO, str)}
        DO = Method("Plugin.Do", STRING, STRING)
        get_logger("x").info("start")
        serve(ServeConfig(HandshakeConfig(1, "PROBE_PLUGIN", "probe"), {"empty": Empty()}))
    """
    with_objects = """if True:
        from gen_plugin_runtime import get_logger
        from counter_plugin import serve
        get_logger("x").info("start")
        serve(object())
    """
    generated_over_netrpc = """if True:
        from gen_plugin_runtime import get_logger
        from greeter_plugin import serve
        get_logger("x").info("start")
        serve(object(), protocol="netrpc")
    """
    generated = (EXAMPLES / "greeter" / "main.py").read_text()
    sources = {"by hand": by_hand, "generated": generated, "with objects": with_objects}
    sources |= dict(zip(OVER_NETRPC, [over_netrpc, generated_over_netrpc], strict=True))
    plugin = program(
        command=[sys.executable, "-S", "-c", f"{watched}\n{sources[kind]}"],
        env={
            "PYTHONPATH": os.pathsep.join(
                map(str, [RUNTIME, EXAMPLES / "greeter", EXAMPLES / "counter"])
            ),
            "GLAZED_PLUGIN": "glazed",
            "BASIC_PLUGIN": "hello",
        },
    )
    plugin.line()
    plugin.stderr.readline()
    loaded = set(plugin.stderr.readline().decode().split())
    assert "gen_plugin_runtime.serving.serve" in loaded
    assert loaded & EXPENSIVE == set()
    assert not any(name.startswith("gen_plugin_runtime.host") for name in loaded)
    if kind in OVER_NETRPC:
        others = ("gen_plugin_runtime.grpc", "gen_plugin_runtime.broker")
        for package, shared in SHARED_WITH_GRPC.items():
            theirs = {name for name in loaded if name.startswith(package)}
            assert theirs <= {package + name for name in shared}
        own = {name for name in loaded if name.startswith("greeter_plugin")}
        assert own <= {"greeter_plugin", "greeter_plugin.plugin"}
    else:
        others = ("gen_plugin_runtime.netrpc", "gen_plugin_runtime.yamux")
    assert not any(name.startswith(others) for name in loaded)
    answering = {"answers", "building", "files", "index"}
    assert not {f"gen_plugin_runtime.grpc.reflection.{name}" for name in answering} & loaded
    assert not any(name.endswith(".descriptor") for name in loaded)


RUNTIME = str(Path(__file__).parents[2] / "runtime")


def test_threads_end_with_their_connections(program: Start) -> None:
    plugin = program()
    fields = plugin.line()
    threads = f"/proc/{plugin.process.pid}/task"
    before = len(os.listdir(threads))
    for _ in range(20):
        channel = plugin.connect(fields)
        channel.unary("/tests.Probe/echo")(b"[1]")
        channel.close()
    assert eventually(lambda: len(os.listdir(threads)) <= before + 2), PATIENCE
