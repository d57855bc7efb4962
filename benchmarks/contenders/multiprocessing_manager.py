"""A `multiprocessing` manager, spawned: a forked copy of the host would be no plugin."""

from __future__ import annotations

import multiprocessing

from plugin import EchoManager

from benchmarks.host.blocking import BlockingHost
from benchmarks.host.session import Session


def start(folder: str) -> Session:
    """Launch the plugin; `folder` is on the module path already."""
    others = multiprocessing.active_children()
    manager = EchoManager(ctx=multiprocessing.get_context("spawn"))
    manager.start()
    (process,) = (each for each in multiprocessing.active_children() if each not in others)
    assert process.pid is not None
    echo = manager.Echo()
    return Session(
        greet=echo.greet,
        echo=echo.echo,
        greetings=echo.greetings,
        pid=process.pid,
        close=manager.shutdown,
    )


HOST = BlockingHost(start)
