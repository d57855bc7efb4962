"""Random interfaces and values: the protobuf library reads what we write, and we what it writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.codec.both_ways import check_message
from tests.codec.generated import Generated, load
from tests.codec.judge import Judge
from tests.codec.sources import sources
from tests.codec.values import Values

from gen_plugin.diagnostics.diagnostic import InputRefused
from gen_plugin.lower.contract import MethodBinding, Shape
from gen_plugin.model.types import NoneType, Type


def _carried(generated: Generated, method: MethodBinding, shape: Shape) -> dict[str, Type]:
    """Name and type of each value of a request, in the order of the codec, or of a response."""
    if shape is Shape.PARAMETERS:
        return {each.name: each.type for each in method.method.parameters}
    result = method.method.result
    return {} if isinstance(result, NoneType) else {"result": result}


@pytest.mark.timeout(400)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_both_ways(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    text = data.draw(sources())
    folder: Path = tmp_path_factory.mktemp("sample")
    try:
        generated = load(text, folder)
    except InputRefused:
        assume(False)
    judge, values = Judge(generated), Values(generated.output.interface, generated.source)
    for method in generated.contract.services[0].methods:
        for message, shape in (
            (method.request, Shape.PARAMETERS),
            (method.response, Shape.RESULT),
        ):
            types = _carried(generated, method, shape)
            for _ in range(3):
                drawn = {name: data.draw(values.of(type_)) for name, type_ in types.items()}
                check_message(generated, judge, message, drawn)
