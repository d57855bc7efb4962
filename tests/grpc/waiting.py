"""What a test waits for."""

from __future__ import annotations

import time

from tests.grpc.services import PATIENCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Semaphore


def eventually(is_so: Callable[[], bool]) -> bool:
    """Look until it is so, at most for `PATIENCE`; whether it is."""
    until = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(0.005)
    return True


def sees_its_deadline(call: Callable[[float], None], cancelled: Semaphore) -> bool:
    """Whether an implementation is told that its caller's deadline has passed.

    On a busy machine a call may be late before its implementation begins, which then never does.

    Args:
        call: Makes a call with a timeout in seconds, and sees it fail.
        cancelled: Released by the implementation.
    """
    for seconds in (0.2, 2.0, 10.0):
        call(seconds)
        if cancelled.acquire(timeout=seconds):
            return True
    return False
