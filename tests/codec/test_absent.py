"""What an older peer did not know of, and so did not send, is the default of this side."""

from __future__ import annotations

import importlib
import inspect

import pytest
from tests.codec.generated import Generated, load

SOURCE = """
from __future__ import annotations
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

class Tone(Enum):
    WARM = "warm"
    COLD = "cold"

@dataclass
class Options:
    text: str = "it\'s"
    number: int | None = 5
    nothing: int | None = None
    tone: Tone | None = Tone.COLD
    items: list[int] = field(default_factory=list)
    items_or_none: list[int] | None = field(default_factory=list)
    table_or_none: dict[str, int] | None = field(default_factory=lambda: {})
    pair: tuple[int, Tone] = (1, Tone.COLD)
    numbers: tuple[int, ...] = (1, 2)
    numbers_or_none: tuple[float, ...] | None = (0.5,)

class Greeter(Protocol):
    def greet(
        self,
        text: str = "",
        number: int = -1,
        ratio: float = -0.0,
        loud: bool = True,
        data: bytes = b"\\x00",
        tone: Tone = Tone.COLD,
        maybe: str | None = "",
        nothing: Options | None = None,
        items: list[str] = [],
        items_or_none: list[str] | None = [],
        table: dict[str, int] = {},
        table_or_none: dict[str, int] | None = {},
        pair: tuple[int, Tone] | None = (1, Tone.COLD),
        numbers: tuple[int, ...] = (1, 2),
    ) -> None: ...

    def options(self, options: Options) -> None: ...
"""


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return load(SOURCE, tmp_path_factory.mktemp("absent"))


def test_parameters(generated: Generated) -> None:
    parameters = inspect.signature(generated.source.Greeter.greet).parameters.values()
    decoded = generated.decoder("GreeterGreetRequest")(b"")
    assert decoded == tuple(each.default for each in parameters if each.name != "self")


def test_fields(generated: Generated) -> None:
    empty_options = b"\x0a\x00"
    decoded = generated.decoder("GreeterOptionsRequest")(empty_options)
    assert decoded == generated.source.Options()


def test_a_tuple_that_is_no_default_is_sent(generated: Generated) -> None:
    options = generated.source.Options
    warm = options(pair=(0, generated.source.Tone.WARM))
    for value in (options(), options(numbers=(), numbers_or_none=None), warm):
        encoded = generated.encoder("GreeterOptionsRequest")(value)
        assert generated.decoder("GreeterOptionsRequest")(encoded) == value


def test_the_client_has_the_same_defaults(generated: Generated) -> None:
    client = importlib.import_module(f"{generated.source.__name__}_plugin.client")
    declared = inspect.signature(generated.source.Greeter.greet)
    written = inspect.signature(client.GreeterClient.greet)
    assert list(written.parameters) == list(declared.parameters)
    for name, parameter in declared.parameters.items():
        is_shared = isinstance(parameter.default, (list, dict))
        expected = client.OMITTED if is_shared else parameter.default
        assert written.parameters[name].default == expected
