"""Servers to be abused."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.abuse.victims import AbusedServer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AbusedServer]:
    path: Path = tmp_path_factory.mktemp("s") / "s"
    made = AbusedServer(str(path))
    yield made
    made.close()
