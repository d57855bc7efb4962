"""Descriptors with numbers that `select` does not take."""

from __future__ import annotations

import os
import resource
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_ENOUGH = 4096
_SELECTABLE = 1024


@contextmanager
def all_selectable_ones_in_use() -> Iterator[None]:
    """What is opened meanwhile gets a descriptor of 1024 or more."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (_ENOUGH, limits[1]))
    held = [os.open(os.devnull, os.O_RDONLY)]
    try:
        while held[-1] < _SELECTABLE:
            held.append(os.dup(held[0]))
        yield
    finally:
        for descriptor in held:
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
