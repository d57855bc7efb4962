"""Exceptions of an interface arrive as themselves, by generated code."""

from __future__ import annotations

import copy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.codec.generated import Generated, load
from tests.exceptions.likeness import like

from gen_plugin_runtime import PluginError, RemoteTraceback
from gen_plugin_runtime.exceptions.details import encode_status
from gen_plugin_runtime.exceptions.rebuilt import raise_what_was_raised
from gen_plugin_runtime.grpc.call_errors import to_error
from gen_plugin_runtime.grpc.failing import of_exception
from gen_plugin_runtime.grpc.failure import Failure
from gen_plugin_runtime.peer import UNKNOWN_PEER
from gen_plugin_runtime.testing import connect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

SOURCE = """
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from gen_plugin_runtime import raises


class Reason(Enum):
    LATE = "late"
    OTHER = "other"


@dataclass
class Item:
    name: str
    parts: "list[Item]" = field(default_factory=list)


class ShopError(Exception):
    pass


class Plain(ShopError):
    pass


@dataclass
class SoldOut(ShopError):
    item: Item
    left: int = 0
    reason: Reason | None = None


class SoldOutToday(SoldOut):
    pass


@dataclass(frozen=True)
class Closed(ShopError):
    until: int


class Unreadable(ShopError, OSError):
    pass


class Refused(ShopError, ValueError):
    def __init__(self, code: int, *, texts: list[str] | None = None, share: float = 0.5) -> None:
        super().__init__(f"refused with {code}")
        self.code = code
        self.texts = texts
        self.share: float = share


class Inherited(Refused):
    pass


class Told(ShopError):
    def __init__(self, text: str, number: int = 0) -> None:
        super().__init__(text, number)


class Failures(ExceptionGroup[ShopError]):
    pass


class Counted(ExceptionGroup[ShopError]):
    def __new__(cls, errors: list[ShopError]) -> "Counted":
        return super().__new__(cls, f"{len(errors)} errors", errors)


class Picky(ShopError):
    def __init__(self, number: int) -> None:
        if number < 0:
            raise ValueError(number)
        self.number = number


class _Untyped(ShopError):
    def __init__(self, thing) -> None:
        super().__init__(thing)
        self.thing = thing


class Shop(Protocol):
    @raises(SoldOut, KeyError)
    def buy(self, item: str) -> int: ...

    def watch(self, item: str) -> Iterator[int]: ...

    async def later(self, item: str) -> int: ...
"""


class Failing:
    def __init__(self) -> None:
        self.error: Exception = AssertionError("nothing to raise")

    def buy(self, item: str) -> int:
        raise self.error

    def watch(self, item: str) -> Iterator[int]:
        yield 1
        raise self.error

    async def later(self, item: str) -> int:
        raise self.error


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return load(SOURCE, tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="module")
def failing() -> Failing:
    return Failing()


@pytest.fixture(scope="module")
def client(shop: Generated, failing: Failing) -> Iterator[Any]:
    package = __import__(f"{shop.source.__name__}_plugin")
    with connect(package.ShopPlugin(failing)) as client:
        yield client


def exceptions(module: Any) -> st.SearchStrategy[Exception]:
    texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
    numbers = st.integers(-(2**63), 2**63 - 1)
    items = st.recursive(
        st.builds(module.Item, texts),
        lambda inner: st.builds(module.Item, texts, st.lists(inner, max_size=2)),
        max_leaves=4,
    )
    reasons = st.none() | st.sampled_from(module.Reason)
    some = {"texts": st.none() | st.lists(texts, max_size=3), "share": st.floats(allow_nan=False)}
    own = st.one_of(
        st.builds(module.Plain),
        st.builds(module.Plain, texts, numbers),
        st.builds(module.SoldOut, items),
        st.builds(module.SoldOut, items, numbers, reason=reasons),
        st.builds(module.SoldOutToday, items, numbers),
        st.builds(module.Closed, numbers),
        st.builds(module.Unreadable, st.integers(1, 99), texts, texts),
        st.builds(module.Refused, numbers, **some),
        st.builds(module.Inherited, numbers, **some),
        st.builds(module.Told, texts),
        st.builds(module.Told, texts, numbers),
        st.builds(module.Picky, st.integers(0, 9)),
    )
    kinds = st.sampled_from([ExceptionGroup, module.Failures])
    groups = st.builds(
        lambda kind, text, held: kind(text, held), kinds, texts, st.lists(own, min_size=1)
    )
    return own | groups


def assert_alike(found: BaseException, raised: BaseException) -> None:
    assert type(found) is type(raised)
    if isinstance(raised, ExceptionGroup) and isinstance(found, ExceptionGroup):
        for one, other in zip(found.exceptions, raised.exceptions, strict=True):
            assert_alike(one, other)
        return
    assert like(found.args) == like(raised.args)
    assert fields(found) == fields(raised)


def fields(error: BaseException) -> dict[str, object]:
    return {name: like(value) for name, value in vars(error).items() if name != "__notes__"}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_out_and_back(shop: Generated, failing: Failing, client: Any, data: st.DataObject) -> None:
    raised = data.draw(exceptions(shop.source))
    if not isinstance(raised, shop.source.Closed):  # a frozen dataclass takes none
        raised.add_note("a note")
    failing.error = raised
    with pytest.raises(type(raised)) as caught:
        client.buy("tea")
    assert_alike(caught.value, raised)
    assert getattr(caught.value, "__notes__", []) == getattr(raised, "__notes__", [])
    assert isinstance(caught.value.__cause__, RemoteTraceback)


def test_a_group_with_a_constructor_of_its_own_is_a_plain_one(
    shop: Generated, failing: Failing, client: Any
) -> None:
    module: Any = shop.source
    failing.error = module.Counted([module.Plain("a"), module.Refused(3)])
    with pytest.raises(ExceptionGroup, match="2 errors") as caught:
        client.buy("tea")
    assert type(caught.value) is ExceptionGroup
    assert [type(each) for each in caught.value.exceptions] == [module.Plain, module.Refused]


def test_in_streams_and_tasks(shop: Generated, failing: Failing, client: Any) -> None:
    import asyncio

    module: Any = shop.source
    failing.error = module.Refused(3, texts=["a"])
    stream = client.watch("tea")
    assert next(stream) == 1
    with pytest.raises(module.Refused, match="refused with 3"):
        next(stream)
    with pytest.raises(module.ShopError) as caught:
        asyncio.run(client.later("tea"))
    assert caught.value.texts == ["a"]


def test_what_cannot_be_carried_is_told(shop: Generated, failing: Failing, client: Any) -> None:
    module: Any = shop.source
    broken = copy.copy(module.Refused(3))
    broken.code = "three"  # not what its interface says
    below = type("Below", (module.Refused,), {})(3)
    for raised in (module._Untyped(3), broken, below):
        failing.error = raised
        with pytest.raises(PluginError, match=r"refused with 3|: 3") as caught:
            client.buy("tea")
        assert caught.value.type_name.endswith(type(raised).__name__)


def _rebuilt(shop: Generated, failure: Failure) -> BaseException:
    codec: Any = shop.codec
    try:
        raise_what_was_raised(
            to_error(failure, "/shop/Buy", UNKNOWN_PEER), "/shop/Buy", codec.EXCEPTIONS
        )
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is what was asked for
        return error


def test_other_languages_read_and_write_the_fields(shop: Generated) -> None:
    module: Any = shop.source
    codec: Any = shop.codec
    failure = of_exception(module.Refused(7, texts=["a", "b"]), codec.EXCEPTIONS)
    package = shop.contract.file.package
    error = to_error(failure, "/shop/Buy", UNKNOWN_PEER)
    message: Any = shop.messages["Refused"].FromString(dict(error.details)[f"{package}.Refused"])
    assert (message.code, message.share) == (7, 0.5)
    assert list(message.texts.items) == ["a", "b"]
    message.code = 8
    details = encode_status(9, "no", [(f"{package}.Refused", message.SerializeToString())])
    found = _rebuilt(shop, Failure(9, "no", details))
    assert type(found) is module.Refused
    assert (found.code, found.texts, found.args) == (8, ["a", "b"], ("refused with 8",))  # type: ignore[attr-defined]


def test_a_constructor_that_refuses_is_borne(shop: Generated) -> None:
    package = shop.contract.file.package
    message = shop.messages["Picky"](number=-1).SerializeToString()
    details = encode_status(9, "no", [(f"{package}.Picky", message)])
    assert type(_rebuilt(shop, Failure(9, "no", details))) is PluginError


@given(st.binary(max_size=60))
def test_hostile_fields_are_borne(shop: Generated, data: bytes) -> None:
    package = shop.contract.file.package
    for name in ("Plain", "SoldOut", "Refused", "Picky"):
        details = encode_status(9, "no", [(f"{package}.{name}", data)])
        found = _rebuilt(shop, Failure(9, "no", details))
        assert isinstance(found, PluginError | shop.source.ShopError)
