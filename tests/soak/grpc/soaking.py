"""gRPC."""

from __future__ import annotations

from tests.soak.grpc.connected import Connected
from tests.soak.grpc.kinds import OF_10_000
from tests.soak.grpc.task_kinds import TASKS_OF_10_000
from tests.soak.soaking import Soaking, Weighed

from gen_plugin_runtime.grpc.exchange import Exchange

GRPC = Soaking(
    "grpc", Connected, Weighed(OF_10_000), Weighed(TASKS_OF_10_000), Exchange, idle_streams=0
)
