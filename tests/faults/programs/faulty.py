"""A plugin with a fault: ``python faulty.py FAULT [SERVE_OPTION=VALUE ...]``."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))


def die(*_: object) -> NoReturn:
    """As by `kill -9` from outside."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("unreachable")


def replace(owner: object, name: str, value: object) -> None:
    """Put a fault in the place of a part."""
    assert hasattr(owner, name), f"{owner} has no {name} any more"
    setattr(owner, name, value)


def dies_at_once() -> None:
    die()


def dies_while_it_loads() -> None:
    class Dying:
        def find_spec(self, name: str, path: object = None, target: object = None) -> None:
            if name in {"gen_plugin_runtime.grpc.server", "gen_plugin_runtime.netrpc.calls.server"}:
                die()

    sys.meta_path.insert(0, Dying())


def dies_before_it_listens() -> None:
    import gen_plugin_runtime.serving.serve as serving

    replace(serving, "listen_for_hosts", die)


def dies_when_it_listens() -> None:
    import gen_plugin_runtime.serving.serve as serving

    replace(serving, "assemble", die)


def dies_within_its_line() -> None:
    _at_the_line(lambda line: line[: len(line) // 2], die)


def dies_after_its_line() -> None:
    _at_the_line(lambda line: line, die)


def dies_when_the_host_connects() -> None:
    from gen_plugin_runtime.serving.supervisor import Supervisor

    replace(Supervisor, "_accept", die)


def dies_at_the_hosts_first_bytes() -> None:
    from gen_plugin_runtime.serving.supervisor import Supervisor

    def serve(self: object, connection: Any) -> None:
        connection.settimeout(None)
        connection.recv(1)
        die()

    replace(Supervisor, "_serve", serve)


def dies_at_the_first_call() -> None:
    from tests.host.interface import ProbeServer

    replace(ProbeServer, "run", die)


def dies_when_it_is_asked_for_an_object() -> None:
    from tests.host.interface import ProbePlugin

    replace(ProbePlugin, "server", die)


def dies_when_the_object_is_dialled() -> None:
    from gen_plugin_runtime.netrpc.broker.arrivals import Arrivals

    replace(Arrivals, "put", die)


def removes_its_socket() -> None:
    def remove(line: str) -> str:
        os.unlink(line.split("|")[3])
        return line

    _at_the_line(remove, lambda line: None)


def prints_its_line_byte_by_byte() -> None:
    def write(descriptor: int, data: bytes) -> int:
        if not data.startswith(b"1|"):
            return real_write(descriptor, data)
        for byte in data:
            real_write(descriptor, bytes([byte]))
            time.sleep(0.002)
        return len(data)

    replace(os, "write", write)


def prints_garbage_first() -> None:
    real_write(1, random.randbytes(2000))


def logs_garbage() -> None:
    real_write(2, random.randbytes(200_000))
    for line in (b'{"@level":5}\n', b'{"@message":["x"]}\n', b"{" * 70_000 + b"\n", b"\0\n"):
        real_write(2, line)


def hands_out_garbage() -> None:
    import gen_plugin_runtime.grpc.stdio as stdio

    replace(stdio, "encode_output", lambda channel, data: random.randbytes(50))


def brokers_garbage() -> None:
    from gen_plugin_runtime.broker.stream import BrokerServer

    def stream(self: Any, requests: Any) -> Any:
        for _ in range(20):
            yield random.randbytes(random.randrange(50))
        yield from (b"" for _ in requests)

    replace(BrokerServer, "_stream", stream)


def answers_garbage_on_the_control_stream() -> None:
    _answer_garbage(lambda services: "Control" in services)


def answers_garbage_on_an_objects_stream() -> None:
    _answer_garbage(lambda services: "Plugin" in services)


def _answer_garbage(is_chosen: Callable[[Any], bool]) -> None:
    from gen_plugin_runtime.netrpc.calls.server import Server

    real = Server.serve

    def serve(self: Server, stream: Any, services: Any) -> None:
        if is_chosen(services):
            while stream.receive(100_000):
                stream.send(random.randbytes(1000))
        else:
            real(self, stream, services)

    replace(Server, "serve", serve)


def speaks_garbage() -> None:
    from gen_plugin_runtime.serving.supervisor import Supervisor

    def serve(self: object, connection: Any) -> None:
        connection.settimeout(None)
        connection.sendall(random.randbytes(1000))
        connection.recv(100_000)
        connection.close()

    replace(Supervisor, "_serve", serve)


def says_nothing() -> None:
    from gen_plugin_runtime.serving.supervisor import Supervisor

    def serve(self: object, connection: Any) -> None:
        connection.settimeout(None)
        while connection.recv(100_000):
            pass
        connection.close()

    replace(Supervisor, "_serve", serve)


def hangs_at_its_end() -> None:
    import atexit

    atexit.register(time.sleep, 600)


real_write = os.write


def _at_the_line(shown: Callable[[str], str], then: Callable[[str], object]) -> None:
    def write(descriptor: int, data: bytes) -> int:
        if not data.startswith(b"1|"):
            return real_write(descriptor, data)
        real_write(descriptor, shown(data.decode()).encode())
        then(data.decode())
        return len(data)

    replace(os, "write", write)


if __name__ == "__main__":
    chosen = sys.argv.pop(1)
    random.seed(os.environ.get("SEED"))
    globals()[chosen]()
    from tests.host.programs.probe import main

    main()
