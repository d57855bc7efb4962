"""What a plugin prints and logs, as its host sees it."""

from __future__ import annotations

import io
import logging
import threading
from typing import TYPE_CHECKING

import pytest
from tests.host.support import PATIENCE, eventually, probe_config, running_threads

from gen_plugin_runtime import Client, PluginError

if TYPE_CHECKING:
    from gen_plugin_runtime.config.client import ClientConfig

pytestmark = pytest.mark.usefixtures("transport", "nothing_left")


def run(config: ClientConfig, source: str) -> None:
    with Client(config) as client:
        client.dispense("probe").run(source)


def said(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """What the plugin itself has logged; not what the host says about it."""
    return [record for record in caplog.records if hasattr(record, "plugin_module")]


def test_print_goes_to_the_hosts_copy_of_stdout() -> None:
    out, err = io.BytesIO(), io.BytesIO()
    source = "import sys\nprint('hello\\nwörld!')\nsys.stderr.write('and some error\\n messages!')"
    run(probe_config(sync_stdout=out, sync_stderr=err), source)
    assert out.getvalue() == "hello\nwörld!\n".encode()
    assert err.getvalue() == b"and some error\n messages!"


def test_a_writer_may_take_text() -> None:
    out = io.StringIO()
    run(probe_config(sync_stdout=out), "print('wörld!', end='')")
    assert out.getvalue() == "wörld!"


def test_what_others_write_to_descriptor_1_is_copied_too() -> None:
    out = io.BytesIO()
    source = "import os, subprocess\nos.write(1, b'one\\n')\nsubprocess.run(['echo', 'two'])"
    run(probe_config(sync_stdout=out), source)
    assert out.getvalue() == b"one\ntwo\n"


def test_what_c_code_writes_to_descriptor_1_is_copied_too() -> None:
    out = io.BytesIO()
    source = (
        "import ctypes\nlibc = ctypes.CDLL(None)\n"
        "libc.write(1, b'unbuffered\\n', 11)\nlibc.puts(b'buffered'); libc.fflush(None)"
    )
    run(probe_config(sync_stdout=out), source)
    assert out.getvalue() == b"unbuffered\nbuffered\n"


def test_a_subprocess_may_be_given_sys_stdout() -> None:
    out = io.BytesIO()
    source = "import subprocess, sys\nsubprocess.run(['echo', 'two'], stdout=sys.stdout)"
    run(probe_config(sync_stdout=out), source)
    assert out.getvalue() == b"two\n"


def test_a_forked_child_may_print_and_log(caplog: pytest.LogCaptureFixture) -> None:
    out = io.BytesIO()
    source = (
        "import os\nchild = os.fork()\n"
        "if child == 0: print('from the child'); logger.info('also'); os._exit(0)\n"
        "os.waitpid(child, 0)"
    )
    caplog.set_level(logging.INFO)
    run(probe_config(sync_stdout=out), source)
    assert out.getvalue() == b"from the child\n"
    assert [record.getMessage() for record in said(caplog)] == ["probe: also"]


def test_output_without_end_arrives_whole() -> None:
    out = io.BytesIO()
    run(probe_config(sync_stdout=out), "print('x' * 100_000)")
    assert out.getvalue() == b"x" * 100_000 + b"\n"


def test_nothing_is_lost_on_a_host_that_reads() -> None:
    out = io.BytesIO()
    size = 10_000_000
    source = (
        f"import os\nprint('x' * {size}, end='', flush=True)\n"
        f"for _ in range(100): os.write(1, b'y' * {size // 100})"
    )
    run(probe_config(sync_stdout=out), source)
    assert out.getvalue() == b"x" * size + b"y" * size


def test_a_slow_writer_does_not_outlive_its_plugin_for_long() -> None:
    class Slow:
        def __init__(self) -> None:
            self.entered = threading.Event()
            self.go_on = threading.Event()
            self.count = 0

        def write(self, data: bytes) -> None:
            self.count += 1
            self.entered.set()
            self.go_on.wait(PATIENCE)

    slow = Slow()
    with Client(probe_config(sync_stdout=slow)) as client:
        client.dispense("probe").run("print('x' * 200_000)")
        slow.entered.wait(PATIENCE)
    slow.go_on.set()
    assert eventually(lambda: "gen-plugin stdio" not in running_threads())
    assert slow.count == 1


def test_a_writer_that_fails_does_not_stop_the_plugin(capsys: pytest.CaptureFixture[str]) -> None:
    class Broken(io.RawIOBase):
        def write(self, data: object, /) -> int:
            raise ValueError("full")

    with Client(probe_config(sync_stdout=Broken())) as client:
        probe = client.dispense("probe")
        for _ in range(3):
            probe.run("print('x' * 10_000)")
        assert probe.echo("x") == "x"
    assert capsys.readouterr().err.count("ValueError: full") == 1


def test_levels_and_fields_reach_the_hosts_logging(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(1)
    source = "\n".join(
        f"logger.{level}('at {level}', user=1, name='two words')"
        for level in ("trace", "debug", "info", "warn", "error")
    )
    run(probe_config(logger=logging.getLogger("app")), source)
    records = [record for record in said(caplog) if record.name.startswith("app.python")]
    assert [(record.levelname, record.getMessage()) for record in records] == [
        (name, f'probe: at {level}: name="two words" user=1')
        for name, level in [
            ("TRACE", "trace"),
            ("DEBUG", "debug"),
            ("INFO", "info"),
            ("WARNING", "warn"),
            ("ERROR", "error"),
        ]
    ]
    assert vars(records[0])["plugin_fields"] == {"user": 1, "name": "two words"}
    assert vars(records[0])["plugin_module"] == "probe"


def test_an_exception_is_one_record_with_its_traceback(caplog: pytest.LogCaptureFixture) -> None:
    run(probe_config(), "try: 1 / 0\nexcept Exception: logger.exception('failed', step=3)")
    [record] = caplog.records
    assert record.levelname == "ERROR"
    assert "probe: failed: " in record.getMessage()
    assert 'error="ZeroDivisionError: division by zero"' in record.getMessage()
    assert "\nTraceback (most recent call last):\n" in record.getMessage()


def test_the_plugins_logging_joins(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    source = (
        "import logging\nfrom gen_plugin_runtime.logging_bridge import join_logging\n"
        "join_logging()\n"
        "logging.getLogger('shop').warning('only %d left', 3, extra={'item': 'tea'})"
    )
    run(probe_config(), source)
    [record] = [record for record in caplog.records if "left" in record.getMessage()]
    assert (record.levelname, record.getMessage()) == ("WARNING", "shop: only 3 left: item=tea")


def test_an_exception_in_a_thread_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    source = (
        "import threading\nthread = threading.Thread(target=lambda: 1 / 0, name='worker')\n"
        "thread.start(); thread.join()"
    )
    run(probe_config(), source)
    [record] = caplog.records
    assert record.levelname == "ERROR"
    assert "thread=worker" in record.getMessage()
    assert "ZeroDivisionError" in record.getMessage()


def test_where_an_implementation_raised_is_told_at_debug(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    with (
        Client(probe_config()) as client,
        pytest.raises(ZeroDivisionError, match="division by zero"),
    ):
        client.dispense("probe").run("1 / 0")
    [record] = said(caplog)
    assert record.levelname == "DEBUG"
    assert "an implementation raised: " in record.getMessage()
    assert "\nTraceback (most recent call last):\n" in record.getMessage()


def test_an_exception_that_fails_to_show_itself_reaches_the_caller(
    caplog: pytest.LogCaptureFixture, transport: str
) -> None:
    mute = "class Mute(Exception):\n    def __str__(self): raise RuntimeError\n"
    with Client(probe_config()) as client:
        probe = client.dispense("probe")
        with pytest.raises(PluginError) as caught:
            probe.run(mute + "raise Mute")
        assert caught.value.type_name == ("Mute" if transport == "grpc" else "")
        assert str(caught.value).startswith("Mute: ")
        probe.run(mute + "try: raise Mute\nexcept Mute: logger.exception('failed')")
    assert "failed" in caplog.records[-1].getMessage()


def test_a_record_with_a_lone_surrogate_can_be_written(caplog: pytest.LogCaptureFixture) -> None:
    run(probe_config(), "logger.error('\\udcff')")
    caplog.records[-1].getMessage().encode()


def test_descriptor_2_is_the_log_and_its_copy() -> None:
    copy = io.BytesIO()
    run(
        probe_config(stderr=copy, log_buffer_size=8),
        "import os; os.write(2, b'a long line\\nb\\n')",
    )
    assert copy.getvalue() == b"a long line\nb\n"


def test_long_lines_are_logged_in_pieces(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    run(probe_config(log_buffer_size=8), "import os; os.write(2, b'[ERROR] long line\\n')")
    assert [(record.levelname, record.getMessage()) for record in said(caplog)] == [
        ("DEBUG", "[ERROR] "),
        ("DEBUG", "long lin"),
        ("DEBUG", "e"),
    ]


def test_a_log_handler_may_kill_its_plugin(caplog: pytest.LogCaptureFixture) -> None:
    client = Client(probe_config(logger=logging.getLogger("killer")))

    class Killer(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            client.kill()

    logger = logging.getLogger("killer")
    handler = Killer()
    logger.addHandler(handler)
    try:
        probe = client.dispense("probe")
        with pytest.raises(Exception, match=r".*"):
            probe.run("import time; logger.error('fatal'); time.sleep(600)")
        assert eventually(lambda: client.exited)
        client.kill()
    finally:
        logger.removeHandler(handler)
