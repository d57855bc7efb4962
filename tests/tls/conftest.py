"""Certificates for all tests, and what the tests leave behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.host.support import eventually, open_descriptors, running_threads
from tests.tls import pairs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gen_plugin_runtime.tls.config import TlsConfig


@pytest.fixture(scope="session")
def configs() -> tuple[TlsConfig, TlsConfig]:
    """Two sides that trust each other."""
    return pairs.configs()


@pytest.fixture(autouse=True)
def _nothing_left() -> Iterator[None]:
    threads, descriptors = running_threads(), open_descriptors()
    yield
    assert eventually(lambda: running_threads() <= threads), running_threads() - threads
    assert eventually(lambda: open_descriptors() <= descriptors), open_descriptors() - descriptors
