"""Fields whose default the class makes: it is sent as it is, and made by the receiver's class."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from tests.codec.generated import Generated, load

from gen_plugin_runtime.errors import DecodeError

SOURCE = """
from __future__ import annotations
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID, uuid4
import attrs
from pydantic import BaseModel, Field

T = TypeVar("T")
LIMIT = 7

class Price(NamedTuple):
    make: int
    amount: Decimal = Decimal("1.5")
    limit: int = LIMIT
    count: int = 3

def tags() -> list[str]:
    return ["new"]

@dataclass
class Event(Generic[T]):
    what: T
    id: UUID = field(default_factory=uuid4)
    every: timedelta | None = timedelta(seconds=30)
    tags: list[str] = field(default_factory=tags)
    counts: dict[str, int] = field(default_factory=lambda: {"a": LIMIT})
    price: Price = Price(1)
    limit: int | str | None = LIMIT
    ratio: float = 1 / 4
    kids: list[Event[T]] = field(default_factory=list)
    _private: int = LIMIT

@attrs.define
class Track:
    length: int = attrs.Factory(lambda self: 4, takes_self=True)
    _title: str = attrs.field(factory=lambda: "x" * 3)

class Model(BaseModel):
    id: UUID = Field(default_factory=uuid4, alias="key")
    limit: int = LIMIT

class Late(Exception):
    def __init__(self, code: int, limit: int = LIMIT, *, by: timedelta = timedelta(1)) -> None:
        super().__init__(code, limit)
        self.code = code
        self.limit = limit
        self.by = by

class Log(Protocol):
    def put(self, event: Event[int]) -> None: ...
    def all(self, price: Price, track: Track, model: Model) -> None: ...
"""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return load(SOURCE, tmp_path_factory.mktemp("made_anew"))


def test_what_is_there_arrives_whatever_the_default_is(log: Generated) -> None:
    source = log.source
    event = source.Event(
        1, every=None, tags=[], counts={}, limit=None, ratio=0.0, kids=[source.Event(2)], _private=0
    )
    data = log.encoder("LogPutRequest")(event)
    values = (source.Price(0, Decimal(0), 0, 0), source.Track(0, ""), source.Model(key=UUID(int=0)))

    assert log.decoder("LogPutRequest")(data) == event
    assert log.decoder("LogAllRequest")(log.encoder("LogAllRequest")(*values)) == values


def test_the_library_reads_and_writes_the_same(log: Generated) -> None:
    event = log.source.Event(1, UUID(int=1), None, ["a"], {"b": 1}, limit="few")

    message = log.messages["LogPutRequest"].FromString(log.encoder("LogPutRequest")(event))

    assert message.event.id == str(UUID(int=1))  # type: ignore[attr-defined]
    assert log.decoder("LogPutRequest")(message.SerializeToString()) == event


def test_the_class_makes_what_was_not_sent(log: Generated) -> None:
    """As a peer does that was built before the fields were there."""
    old = log.messages["LogPutRequest"]()
    old.event.what = 5  # type: ignore[attr-defined]
    first, second = (log.decoder("LogPutRequest")(old.SerializeToString()) for _ in range(2))
    price, track, model = log.decoder("LogAllRequest")(b"\x0a\x00\x12\x00\x1a\x00")

    assert first == log.source.Event(5, first.id)
    assert first.id != second.id
    assert first.every == timedelta(seconds=30)
    assert price == log.source.Price(0)
    assert track == log.source.Track()
    assert model == log.source.Model(key=model.id)


def test_an_exception_makes_what_was_not_sent(log: Generated) -> None:
    late = log.codec.decode_late(b"\x08\x02", 0, 2)

    assert (late.args, late.by) == ((2, 7), timedelta(1))


def test_what_does_not_fit_is_told_with_its_place(log: Generated) -> None:
    wrong = log.messages["LogPutRequest"]()
    wrong.event.id = "no UUID"  # type: ignore[attr-defined]

    with pytest.raises(DecodeError, match=r"put\(event=\.id\)"):
        log.decoder("LogPutRequest")(wrong.SerializeToString())
