"""Bytes that are nearly those of a value: a value or a `DecodeError`, and nothing else.

Anything else that a reader raises would cost the connection, and not the call alone.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.codec.generated import Generated
from tests.codec.values import Values
from tests.netrpc_code import echo

from gen_plugin.model.interface import Method
from gen_plugin_runtime.errors import DecodeError, EncodeError
from gen_plugin_runtime.netrpc.gob.reader import Reader
from gen_plugin_runtime.netrpc.gob.writer import Writer
from gen_plugin_runtime.netrpc.handler import NetRpcHandler

EXAMPLES = int(os.environ.get("GARBAGE", "500"))


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return echo.generate(tmp_path_factory.mktemp("garbage"))


@pytest.mark.timeout(120 + EXAMPLES // 5)
def test_bytes_that_something_happened_to(generated: Generated) -> None:
    values = Values(generated.output.interface, generated.source)
    [protocol] = generated.output.interface.protocols
    package: Any = sys.modules[f"{generated.source.__name__}_plugin"]
    server = import_module(f"{package.__name__}.netrpc").EchoNetRpcServer(None)
    methods = list(zip(protocol.methods, server.methods().values(), strict=True))

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(each=st.sampled_from(methods), data=st.data())
    def check(each: tuple[Method, NetRpcHandler], data: st.DataObject) -> None:
        method, kind = each[0], each[1].method.result
        try:
            sent = bytearray(Writer().encode(kind, data.draw(values.of(method.result))))
        except EncodeError:
            return
        for _ in range(data.draw(st.integers(1, 3))):
            place = data.draw(st.integers(0, len(sent) - 1))
            sent[place : place + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
            if not sent:
                return
        reader = Reader()
        reader.feed(bytes(sent))
        with suppress(DecodeError):
            reader.read(kind)

    check()
