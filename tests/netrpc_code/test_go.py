"""Go is the judge of every shape: what it compiles, and what it reads and writes again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.codec.generated import Generated
from tests.codec.values import Values, alike
from tests.netrpc_code import echo

from gen_plugin.model.interface import Method
from gen_plugin_runtime.errors import EncodeError

pytestmark = [pytest.mark.go, pytest.mark.timeout(1000)]

VALUES = 1000


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return echo.generate(tmp_path_factory.mktemp("echo"))


@pytest.fixture(scope="module")
def built(generated: Generated, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return echo.build(generated, tmp_path_factory.mktemp("echo_go"))


@pytest.fixture(scope="module")
def client(generated: Generated, built: tuple[Path, Path]) -> Iterator[Any]:
    package = sys.modules[f"{generated.source.__name__}_plugin"]
    with package.EchoPlugin.launch([str(built[0])], allowed_protocols=["netrpc"]) as client:
        yield client


def test_the_text_is_as_gofmt_has_it(built: tuple[Path, Path]) -> None:
    done = subprocess.run(
        ["gofmt", "-d", str(built[1])], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == ""


def test_every_type_goes_to_go_and_back(generated: Generated, client: Any) -> None:
    values = Values(generated.output.interface, generated.source)
    [protocol] = generated.output.interface.protocols

    @settings(max_examples=VALUES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(method=st.sampled_from(protocol.methods), data=st.data())
    def check(method: Method, data: st.DataObject) -> None:
        value = data.draw(values.of(method.parameters[0].type))
        if "-0.0" in repr(value):  # of which Go's encoder makes 0.0
            return
        more = [7] if len(method.parameters) > 1 else []
        try:
            result = getattr(client, method.name)(value, *more)
        except EncodeError as error:
            if "is longer than 292 years" not in error.reason:
                raise
        else:
            assert alike(result, value), (method.name, result, value)

    check()
