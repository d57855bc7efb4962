"""Random interfaces over net/rpc: what arrives is what left, whatever its type."""

from __future__ import annotations

import os
import sys
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from tests.codec.generated import Generated, load
from tests.netrpc_code.memory import connect
from tests.roundtrip.calls import Calls
from tests.roundtrip.ends import implementation, perform
from tests.roundtrip.interfaces import ROWS, Text, interfaces
from tests.roundtrip.rows import EXCEPTIONS, METHODS

from gen_plugin.settings.settings import SourceSettings
from gen_plugin_runtime.errors import EncodeError

INTERFACES = int(os.environ.get("ROUNDTRIP_INTERFACES", "50"))
PARTS = 10
CALLS = 3
NETRPC = SourceSettings(netrpc=True)

STREAMS = {row for row in METHODS if "Iterator" in row or "Generator" in row} | {
    "AsyncIterable as parameter",
    "Iterable as result",
    "AsyncIterable as result",
    "Iterator, implemented for tasks",
    "AsyncIterator, implemented for threads",
}
CARRIED = [row for row in ROWS if row not in STREAMS and row not in EXCEPTIONS]


# What is drawn from has a long repr, which nobody reads.
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@pytest.mark.timeout(120 + 4 * INTERFACES)
def test_random_interfaces(tmp_path_factory: pytest.TempPathFactory) -> None:
    drawn: Counter[str] = Counter()
    for part in range(PARTS):
        _run_part(part, drawn, tmp_path_factory)
    print("\n".join(f"{drawn[row]:6} {row}" for row in ("interfaces", *CARRIED)))
    assert [row for row in CARRIED if not drawn[row]] == []


def _run_part(part: int, drawn: Counter[str], folders: pytest.TempPathFactory) -> None:
    @settings(
        max_examples=-(-INTERFACES // PARTS),
        deadline=None,
        phases=[Phase.reuse, Phase.generate],  # to shrink an example takes many minutes
        suppress_health_check=list(HealthCheck),
    )
    @given(text=interfaces(CARRIED[part::PARTS], without=STREAMS), data=st.data())
    def run(text: Text, data: st.DataObject) -> None:
        note(text.text)
        generated = load(text.text, folders.mktemp("sample"), NETRPC)
        _run_interface(generated, text, data)
        drawn.update(text.rows, interfaces=1)

    run()


def _run_interface(generated: Generated, text: Text, data: st.DataObject) -> None:
    service = next(each for each in generated.contract.services if each.protocol.name == "Greeter")
    calls = Calls(generated.output.interface, generated.source)
    served = implementation(service.protocol, crossed=text.crossed)
    module = sys.modules[f"{generated.source.__name__}_plugin"]
    client = connect(module.GreeterPlugin(served))
    for binding in service.methods:
        for _ in range(CALLS):
            call = served.call = data.draw(calls.of(service.protocol, binding.method))
            try:
                perform(client, call)
            except EncodeError as error:  # the one value that gRPC takes and net/rpc does not
                if "is longer than 292 years" not in error.reason:
                    raise
