"""Ends, at the host's own exit, the plugins that it forgot to end.

A plugin that nobody killed is kept here, so that it also lives on while only its dispensed objects
are in use. `atexit` ends it. A host that dies without running `atexit` leaves it to the plugins to
notice: see `gen_plugin_runtime.serving.host_watch`.
"""

from __future__ import annotations

import atexit
import os
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.host.running import RunningPlugin

_running: set[RunningPlugin] = set()
_owner = 0


def add(plugin: RunningPlugin) -> None:
    """End this plugin at the interpreter's exit."""
    global _owner  # noqa: PLW0603 - one process, one net; after a fork it is another process
    if _owner != os.getpid():
        _running.clear()  # they are the children of the process that this one was forked from
        if _owner == 0:
            atexit.register(_end_all)
        _owner = os.getpid()
    _running.add(plugin)


def remove(plugin: RunningPlugin) -> None:
    """It has been ended."""
    _running.discard(plugin)


def _end_all() -> None:
    if _owner != os.getpid():
        return
    plugins = list(_running)
    # All are asked before one is waited for, so that a hung plugin does not use up the others'
    # time. No thread is started for that: at the interpreter's exit, Python 3.12 starts none.
    deadlines = {plugin: time.monotonic() + plugin.shutdown_timeout for plugin in plugins}
    for plugin in plugins:
        plugin.ask_to_end(deadlines[plugin])
    for plugin in plugins:
        plugin.end(deadlines[plugin])
