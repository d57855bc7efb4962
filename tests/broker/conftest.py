"""What brokers leave behind is looked for after each test."""

from __future__ import annotations

from tests.grpc.conftest import _nothing_left

__all__ = ["_nothing_left"]
