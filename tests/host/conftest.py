"""What host tests leave behind is looked for after each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.host.support import (
    child_processes,
    eventually,
    open_descriptors,
    running_threads,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(params=["grpc", "netrpc"])
def transport(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the probe program speaks."""
    transport: str = request.param
    monkeypatch.setenv("PROBE_PROTOCOL", transport)
    return transport


@pytest.fixture
def socket_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where plugins make their sockets during a test."""
    directory = tmp_path / "sockets"
    directory.mkdir()
    monkeypatch.setenv("TMPDIR", str(directory))
    return directory


@pytest.fixture
def nothing_left(socket_directory: Path) -> Iterator[None]:
    """Afterwards there are no more processes, threads, descriptors or sockets than before."""
    processes, threads, descriptors = child_processes(), running_threads(), open_descriptors()
    yield
    assert eventually(lambda: child_processes() <= processes), child_processes() - processes
    assert eventually(lambda: running_threads() <= threads), running_threads() - threads
    assert eventually(lambda: open_descriptors() <= descriptors), open_descriptors() - descriptors
    assert list(socket_directory.iterdir()) == []
