"""Values that do not fit: refused with the way to them, or arrived unchanged all the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from tests.codec.values import alike
from tests.roundtrip.calls import Call
from tests.roundtrip.ends import make

from gen_plugin.model.interface import ParameterKind
from gen_plugin.model.types import NoneType
from gen_plugin_runtime import EncodeError

_VALUES: list[Callable[[], Any]] = [
    lambda: None,
    lambda: True,
    lambda: 1.0,
    lambda: float("nan"),
    lambda: 2**31,
    lambda: 2**64,
    lambda: -(10**400),
    lambda: "",
    lambda: "\ud800",
    lambda: b"\xff",
    lambda: bytearray(b"a"),
    lambda: [None],
    lambda: ["\ud800"],
    lambda: {"a": 2**64},
    lambda: {float("nan"): 1},
    lambda: (),
    lambda: (1, "a", 2),
    lambda: {1, "a"},
    object,
    lambda: object,
    lambda: dt.datetime(2020, 1, 1),
    lambda: dt.timedelta.max,
    lambda: Decimal("sNaN"),
]


def check_unfit_argument(client: Any, served: Any, data: st.DataObject, call: Call) -> None:
    """Give something else for one of the arguments."""
    plain = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD)
    names = [each.name for each in call.method.arguments if each.kind not in plain]
    if not names:
        return
    name = data.draw(st.sampled_from(names))
    value = data.draw(st.sampled_from(_VALUES))()
    served.call = changed = replace(call, given={**call.given, name: value}, arrived={})
    try:
        make(client, changed)
    except EncodeError as error:
        refused = str(error)
        assert (call.method.attribute or f"{call.method.name}({name}") in refused
    else:
        assert _same(changed.arrived[name], value), (changed.arrived[name], value)


def check_unfit_result(client: Any, served: Any, data: st.DataObject, call: Call) -> None:
    """Return something else."""
    if isinstance(call.method.result, NoneType):
        return  # nobody looks at it
    value = data.draw(st.sampled_from(_VALUES))()
    streams = call.method.result_stream is not None
    served.call = changed = replace(call, answer=[value] if streams else value, arrived={})
    try:
        result = make(client, changed)
    except EncodeError as error:
        refused = str(error)
        assert (call.method.attribute or f"{call.method.name}(") in refused
    else:
        assert _same(result[0] if streams else result, value), (result, value)


def _same(arrived: Any, left: Any) -> bool:
    """Whether it is the same value, if perhaps as another type: 1 for True, a list for bytes."""
    if alike(arrived, left) or arrived == left:
        return True
    if not isinstance(left, tuple | list | set | dict | bytes | bytearray):
        return False
    return alike([*arrived], [*left]) or [*arrived] == [*left]
