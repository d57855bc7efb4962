"""A connection for the tests of one module."""

from __future__ import annotations

import pytest
from tests.exceptions.raiser import Connected

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def connected() -> Iterator[Connected]:
    """Without tracebacks, as plugins are by default."""
    with Connected() as connected:
        yield connected
