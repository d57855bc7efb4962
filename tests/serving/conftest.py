"""Plugin programs without a host: the tests play it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.host.support import PROBE
from tests.serving.program import PluginProgram

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path


@pytest.fixture
def socket_directory(tmp_path: Path) -> Path:
    """Where the plugin makes its socket."""
    directory = tmp_path / "sockets"
    directory.mkdir()
    return directory


@pytest.fixture
def program(socket_directory: Path) -> Iterator[Callable[..., PluginProgram]]:
    """Starts the probe program; it is ended with the test."""
    started: list[PluginProgram] = []

    def start(
        *arguments: str,
        env: Mapping[str, str] | None = None,
        command: Sequence[str] = PROBE,
        cookie: bool = True,
    ) -> PluginProgram:
        environment = {"TMPDIR": str(socket_directory), **(env or {})}
        plugin = PluginProgram(*arguments, env=environment, command=command, cookie=cookie)
        started.append(plugin)
        return plugin

    yield start
    for each in started:
        each.close()
