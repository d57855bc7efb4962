"""net/rpc."""

from __future__ import annotations

from tests.soak.netrpc.connected import Connected
from tests.soak.netrpc.kinds import OF_10_000
from tests.soak.netrpc.task_kinds import TASKS_OF_10_000
from tests.soak.soaking import Soaking, Weighed

from gen_plugin_runtime.netrpc.calls.call import Call

NETRPC = Soaking(
    "netrpc",
    Connected,
    Weighed(OF_10_000),
    Weighed(TASKS_OF_10_000),
    Call,
    idle_streams=4,  # the host's first three, and the object's
)
