"""Several threads at once: values that change while they are written, types that are new to all."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import pytest

from gen_plugin_runtime.errors import EncodeError
from gen_plugin_runtime.netrpc.gob.basics import INT, STRING
from gen_plugin_runtime.netrpc.gob.containers import Array, Map, Slice
from gen_plugin_runtime.netrpc.gob.interface import PREDECLARED, Concrete, Interface
from gen_plugin_runtime.netrpc.gob.opaque import Converted
from gen_plugin_runtime.netrpc.gob.reader import Reader
from gen_plugin_runtime.netrpc.gob.structs import Struct
from gen_plugin_runtime.netrpc.gob.writer import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gen_plugin_runtime.netrpc.gob.kinds import Type


def changing(change: Callable[[], object]) -> Type:
    """Numbers, during each of which something happens."""

    def dump(number: int) -> int:
        change()
        return number

    return Converted(INT, int, dump)


def there_and_back(kind: Type, wanted: Type, value: object) -> object:
    writer, reader = Writer(), Reader()
    reader.feed(writer.encode(kind, (value, "end")))
    return reader.read(wanted)


def holder(kind: Type) -> Struct:
    return Struct("main.Holder", (("Items", kind), ("Tail", STRING)))


def test_a_list_that_grows_and_one_that_shrinks() -> None:
    wanted = holder(Slice(INT))
    numbers = [1, 2]
    growing = holder(Slice(changing(lambda: numbers.extend([7] * (len(numbers) < 4)))))
    assert there_and_back(growing, wanted, numbers) == ([1, 2, 7, 7], "end")
    shrinking = holder(Slice(changing(numbers.pop)))
    assert there_and_back(shrinking, wanted, numbers) == ([1, 2], "end")


def test_an_array_that_grows_is_none() -> None:
    numbers = [1, 2]
    growing = changing(lambda: numbers.extend([7] * (len(numbers) < 4)))
    with pytest.raises(EncodeError, match="is not a tuple of 2"):
        Writer().encode(Array(growing, 2), numbers)


def test_a_dict_that_shrinks_before_it_is_gone_through() -> None:
    class Shrinking(dict[str, int]):
        def items(self):  # type: ignore[no-untyped-def] # as another thread would
            self.pop("b", None)
            return super().items()

    found = there_and_back(holder(Map(STRING, INT)), holder(Map(STRING, INT)), Shrinking(a=1, b=2))
    assert found == ({"a": 1}, "end")


@pytest.fixture
def nimble_threads() -> Iterator[None]:
    """Threads that change as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("nimble_threads")
def test_threads_that_meet_new_types_at_once() -> None:
    """Whatever the order, each type is defined once, before its first value is sent."""
    kinds = {f"main.T{n}": Struct(f"main.T{n}", (("A", INT), (f"B{n}", STRING))) for n in range(60)}
    anything = Interface(PREDECLARED.extended(kinds, {}))
    writer, reader, sending = Writer(), Reader(), Lock()
    sent: list[str] = []

    def send(name: str) -> None:
        message = writer.message(anything, Concrete(name, (1, name)))
        with sending:
            reader.feed(b"".join((*writer.definitions(), *message)))
            sent.append(name)

    with ThreadPoolExecutor(8) as pool:
        [*pool.map(send, [*kinds] * 4)]
    assert [reader.read(anything) for _ in sent] == [Concrete(name, (1, name)) for name in sent]
