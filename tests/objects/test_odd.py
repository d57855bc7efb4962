"""Objects of Protocols that inherit, have properties, are called, or share names with us."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from tests.codec.generated import Generated
from tests.grpc.services import PATIENCE

from gen_plugin_runtime import EncodeError
from gen_plugin_runtime.testing import connect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Self


class Child:
    """Has a parent, which is read and set from the other side."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.parent: Any = None

    def twin(self) -> Self:
        return type(self)(f"{self.name}'s twin")


class Ints:
    """Has three."""

    def __init__(self, gone: type[Exception]) -> None:
        self._gone = gone

    def each(self, sink: Callable[[int], None]) -> None:
        for number in range(3):
            sink(number)

    def find(self, key: str) -> int:
        raise self._gone(key)


class Broker:
    """Shares its name with what we are made of."""

    def connection(self, broker: Any, broker_id: int) -> Connection:
        return Connection(broker, broker_id)

    def dial(self, offer: int) -> int:
        return offer + 1


class Connection:
    """Likewise."""

    def __init__(self, broker: Any, offered: int) -> None:
        self._broker = broker
        self._offered = offered

    def broker(self) -> Any:
        return self._broker or Broker()


class One:
    """Calls what it is given."""

    def __init__(self, source: ModuleType) -> None:
        self._source = source
        self.caught = ""

    def child(self, result: Any) -> Any:
        twin = result.twin()
        twin.parent = result
        return twin

    def ints(self, ints: Any) -> Any:
        try:
            ints.find("a key")
        except self._source.Gone as gone:
            self.caught = gone.key
        return ints

    def done(self, on_done: Any, progress: Callable[[int], None] | None = None) -> str:
        if progress:
            progress(100)
        return str(on_done("done", loud=True))

    def offer(
        self, served: Callable[[], int], served_id: int, result_id: str
    ) -> Callable[[int], str]:
        return lambda value: f"{value} {served()} {served_id} {result_id}"

    def codec(self, helper: Any) -> Any:
        return helper.connection(None, helper.dial(1))


class Two:
    """Shares `OnDone` with `One`."""

    def done(self, on_done: Any) -> Iterator[str]:
        for text in ("a", "b"):
            yield on_done(text)


def shout(text: str, *, loud: bool = False) -> str:
    return text.upper() if loud else text


@pytest.fixture
def impl(odd: Generated) -> One:
    return One(odd.source)


@pytest.fixture
def package(odd: Generated) -> ModuleType:
    return __import__(f"{odd.source.__name__}_plugin")


@pytest.fixture
def one(package: ModuleType, impl: One) -> Iterator[Any]:
    with connect(package.OnePlugin(impl), call_timeout=PATIENCE) as client:
        yield client


def test_properties_and_inherited_methods(one: Any) -> None:
    twin = one.child(Child("Ada"))
    assert twin.name == "Ada's twin"
    assert twin.parent.name == "Ada"
    assert twin.parent.twin().name == "Ada's twin"
    twin.parent = None
    assert twin.parent is None
    with pytest.raises(EncodeError, match=r"^parent: 7 is no Named: it has no twin$"):
        twin.parent = 7


def test_exceptions_of_the_interface_arrive_in_the_plugin(
    one: Any, impl: One, odd: Generated
) -> None:
    ints = one.ints(Ints(odd.source.Gone))
    assert impl.caught == "a key"
    with pytest.raises(odd.source.Gone, match="another") as caught:
        ints.find("another")
    assert caught.value.key == "another"


def test_what_a_generic_protocol_passes(one: Any, odd: Generated) -> None:
    heard: list[int] = []
    one.ints(Ints(odd.source.Gone)).each(heard.append)
    assert heard == [0, 1, 2]


def test_functions_with_keywords_are_protocols(one: Any, package: ModuleType) -> None:
    reached: list[int] = []
    assert one.done(shout) == "DONE"
    assert one.done(shout, reached.append) == "DONE"
    assert reached == [100]
    with connect(package.TwoPlugin(Two()), call_timeout=PATIENCE) as two:
        assert list(two.done(shout)) == ["a", "b"]


def test_names_that_are_ours_as_well(one: Any) -> None:
    assert one.offer(lambda: 7, 8, "nine")(6) == "6 7 8 nine"
    assert one.codec(Broker()).broker().dial(4) == 5


def test_what_is_passed_is_no_plugin(package: ModuleType) -> None:
    assert list(package.PLUGINS) == ["one", "two"]
