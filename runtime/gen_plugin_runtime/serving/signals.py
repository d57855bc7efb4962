"""What a plugin does about signals: it ignores Ctrl-C, and tidies up before a SIGTERM ends it."""

from __future__ import annotations

import os
import signal
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from gen_plugin_runtime.hclog import Logger


def handle_signals(logger: Logger, tidy_up: Callable[[], None], bell: int) -> None:
    """Handle SIGINT and SIGTERM from now on.

    Outside of the main thread, where Python allows no handler, nothing is done.

    Args:
        logger: Told of interrupts.
        tidy_up: Called before SIGTERM ends the process.
        bell: Descriptor that wakes the main thread: a signal that comes just before it waits would
            else be handled when something else wakes it.
    """
    if threading.current_thread() is threading.main_thread():
        signal.set_wakeup_fd(bell, warn_on_full_buffer=False)
        _ignore_interrupts(logger)
        _tidy_up_on_termination(tidy_up)


def forget_bell(bell: int) -> None:
    """The descriptor will be closed."""
    if threading.current_thread() is threading.main_thread():
        other = signal.set_wakeup_fd(-1)
        if other != bell:
            signal.set_wakeup_fd(other)  # the program has set its own since


def _ignore_interrupts(logger: Logger) -> None:
    """Ignore SIGINT, counting aloud (go-plugin: `Serve`).

    Ctrl-C in a terminal reaches the host and its plugins at once, and it is the host that decides.
    A handler, not `SIG_IGN`: the programs that the plugin starts would inherit that.
    """
    count = 0

    def note(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - a handler's signature
        nonlocal count
        count += 1
        logger.trace("received interrupt signal, ignoring it: the host decides", count=count)

    signal.signal(signal.SIGINT, note)


def _tidy_up_on_termination(tidy_up: Callable[[], None]) -> None:
    """Before SIGTERM does what it always does, unless the program handles it itself.

    It often ends host and plugin together, and then nobody else would remove the socket's file.
    """
    owner = os.getpid()

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - a handler's signature
        if os.getpid() == owner:  # not a forked child
            tidy_up()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, end)
