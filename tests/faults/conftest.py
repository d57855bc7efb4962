"""After each fault nothing may be left: the fixtures of the host's tests look for it."""

from __future__ import annotations

from tests.host.conftest import nothing_left, socket_directory, transport

__all__ = ["nothing_left", "socket_directory", "transport"]
