"""What a test waits for."""

from __future__ import annotations

import time

from tests.grpc.services import PATIENCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def eventually(is_so: Callable[[], bool]) -> bool:
    """Look until it is so, at most for `PATIENCE`; whether it is."""
    until = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(0.005)
    return True
