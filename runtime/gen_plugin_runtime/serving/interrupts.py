"""Ctrl-C in a terminal reaches the host and its plugins at once. It is the host that decides."""

from __future__ import annotations

import signal
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType

    from gen_plugin_runtime.hclog import Logger


def ignore_interrupts(logger: Logger) -> None:
    """Ignore SIGINT from now on, counting aloud (go-plugin: `Serve`).

    A handler, not `SIG_IGN`: the programs that the plugin starts would inherit that. Outside of the
    main thread, where Python allows no handler, nothing is done.
    """
    count = 0

    def note(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - a handler's signature
        nonlocal count
        count += 1
        logger.trace("received interrupt signal, ignoring it: the host decides", count=count)

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, note)
