"""Random interfaces over a real connection: what arrives is what left, or it was refused.

Each run has every row of the table at least as often as `AT_LEAST` says.
"""

from __future__ import annotations

import math
import os
import sys
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from tests.codec.both_ways import check_message
from tests.codec.generated import Generated, load
from tests.codec.judge import Judge
from tests.roundtrip.calls import Call, Calls, passes_objects
from tests.roundtrip.ends import implementation, perform
from tests.roundtrip.failures import check_failure
from tests.roundtrip.interfaces import ROWS, Text, interfaces
from tests.roundtrip.unfit import check_unfit_argument, check_unfit_result

from gen_plugin.lower.contract import MethodBinding
from gen_plugin.model.interface import ComputedDefault, EmptyContainer, Method
from gen_plugin.model.types import NoneType
from gen_plugin_runtime.testing import connect

INTERFACES = int(os.environ.get("ROUNDTRIP_INTERFACES", "50"))
PARTS = 10
"""Each part demands its share of the rows of all of its interfaces."""
AT_LEAST = INTERFACES // PARTS
CALLS = 2


# What is drawn from has a long repr, which nobody reads.
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@pytest.mark.timeout(120 + 4 * INTERFACES)
def test_random_interfaces(tmp_path_factory: pytest.TempPathFactory) -> None:
    drawn: Counter[str] = Counter()
    for part in range(PARTS):
        _run_part(part, drawn, tmp_path_factory)
    print("\n".join(f"{drawn[row]:6} {row}" for row in ("interfaces", *ROWS)))
    assert {row: drawn[row] for row in ROWS if drawn[row] < AT_LEAST} == {}


def _run_part(part: int, drawn: Counter[str], folders: pytest.TempPathFactory) -> None:
    @settings(
        max_examples=math.ceil(INTERFACES / PARTS),
        deadline=None,
        phases=[Phase.reuse, Phase.generate],  # to shrink an example takes many minutes
        suppress_health_check=list(HealthCheck),
    )
    @given(text=interfaces(ROWS[part::PARTS]), data=st.data())
    def run(text: Text, data: st.DataObject) -> None:
        note(text.text)
        generated = load(text.text, folders.mktemp("sample"))
        _run_interface(generated, text, data)
        _forget(generated.source.__name__)
        drawn.update(text.rows, interfaces=1)

    run()


def _forget(module: str) -> None:
    """Let go of a sample, of which a long run has thousands."""
    for name in [
        each for each in sys.modules if each.split(".")[0] in {module, f"{module}_plugin"}
    ]:
        del sys.modules[name]


def _run_interface(generated: Generated, text: Text, data: st.DataObject) -> None:
    service = next(each for each in generated.contract.services if each.protocol.name == "Greeter")
    calls = Calls(generated.output.interface, generated.source)
    judge = Judge(generated)
    served = implementation(service.protocol, crossed=text.crossed)
    module = sys.modules[f"{generated.source.__name__}_plugin"]
    with connect(module.GreeterPlugin(served), call_timeout=30.0) as client:
        for binding in service.methods:
            for _ in range(CALLS):
                call = served.call = data.draw(calls.of(service.protocol, binding.method))
                perform(client, call)
                if not passes_objects(binding.method):
                    _check_wire(generated, judge, binding, call)
            if not passes_objects(binding.method):
                check_unfit_argument(client, served, data, call)
                check_unfit_result(client, served, data, call)
        for row in text.raised:
            methods = [each.method for each in service.methods if _can_raise(each.method, row)]
            call = data.draw(calls.of(service.protocol, data.draw(st.sampled_from(methods))))
            check_failure(client, served, data, calls, call, row)


def _can_raise(method: Method, row: str) -> bool:
    is_streamed = method.result_stream is not None
    return not passes_objects(method) and (is_streamed or row != "exception after items")


def _check_wire(generated: Generated, judge: Judge, binding: MethodBinding, call: Call) -> None:
    """See that the protobuf library agrees about the messages of a call."""
    method = binding.method
    given = {each.name: call.given.get(each.name) for each in method.arguments}
    if (
        binding.arguments
        and not any(
            isinstance(each.default, ComputedDefault | EmptyContainer) for each in method.arguments
        )
        and given.keys() <= call.given.keys()
    ):
        check_message(generated, judge, binding.arguments, given)
    if method.streamed:
        for item in call.given[method.streamed.name]:
            check_message(generated, judge, binding.request, {method.streamed.name: item})
    for item in call.answer if method.result_stream else [call.answer]:
        result = {} if isinstance(method.result, NoneType) else {"result": item}
        check_message(generated, judge, binding.response, result)
