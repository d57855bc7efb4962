"""Pyro5: a daemon on a unix socket, a proxy for each calling thread, as its manual says."""

from __future__ import annotations

import threading

import serpent
from Pyro5.api import Proxy

from benchmarks.host import launching
from benchmarks.host.blocking import BlockingHost
from benchmarks.host.session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def start(folder: str) -> Session:
    """Launch the plugin."""
    process, uri = launching.launch(folder)
    threads = threading.local()

    def proxy() -> Proxy:
        try:
            return threads.proxy
        except AttributeError:
            threads.proxy = Proxy(uri)
            return threads.proxy

    def greet(name: str) -> str:
        greeting: str = proxy().greet(name)
        return greeting

    def echo(data: bytes) -> bytes:
        echoed: bytes = serpent.tobytes(proxy().echo(data))
        return echoed

    def greetings(count: int) -> Iterator[str]:
        return iter(proxy().greetings(count))

    def close() -> None:
        proxy()._pyroRelease()  # noqa: SLF001 - its public name for it
        launching.end(process)

    return Session(greet=greet, echo=echo, greetings=greetings, pid=process.pid, close=close)


HOST = BlockingHost(start)
