"""Sessions for the tests, and the check that nothing of them is left behind."""

from __future__ import annotations

import pytest
from tests.grpc.conftest import _nothing_left
from tests.grpc.pairs import PlainStream
from tests.yamux.pairs import Pair

from gen_plugin_runtime.streams import SocketStream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["_nothing_left", "pair"]


@pytest.fixture(params=["timed", "plain"])
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    """Over a stream that knows time, and over one that does not."""
    with Pair(stream=PlainStream if request.param == "plain" else SocketStream) as made:
        yield made
