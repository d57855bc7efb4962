"""Connections for the tests, and the check that nothing of them is left behind."""

from __future__ import annotations

import os
import threading

import pytest
from tests.grpc.pairs import Pair, PlainStream
from tests.grpc.waiting import eventually

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def _descriptors() -> set[str]:
    return set(os.listdir("/proc/self/fd"))


@pytest.fixture
def _grpcio_keeps_threads() -> None:
    """Only a name: `_nothing_left` looks for it."""


@pytest.fixture(autouse=True)
def _nothing_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each test its threads have ended and its descriptors are closed."""
    if "_grpcio_keeps_threads" in request.fixturenames:
        yield  # grpcio keeps threads and descriptors of its own
        return
    threads, descriptors = set(threading.enumerate()), len(_descriptors())
    yield
    assert eventually(lambda: set(threading.enumerate()) <= threads), threading.enumerate()
    assert len(_descriptors()) <= descriptors


@pytest.fixture
def pair() -> Iterator[Pair]:
    with Pair() as made:
        yield made


@pytest.fixture(params=["timed", "plain"])
def any_pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    """Over a stream that knows time, and over one that does not."""
    with Pair(PlainStream) if request.param == "plain" else Pair() as made:
        yield made
