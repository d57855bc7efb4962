"""`gen_plugin.frozen` makes what `dataclasses` makes: each class here is made by both."""

from __future__ import annotations

import copy
import dataclasses
import operator
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import FrozenInstanceError, field
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen_plugin import frozen
from gen_plugin.frozen import dataclass, field_names, replace
from gen_plugin.model.types import ListType, ScalarKind, ScalarType

_COMPARED = ("eq", "ne", "lt", "le", "gt", "ge")
_NAMES = st.sampled_from(["a", "b", "name", "self", "cls", "value", "missing", "type", "_given"])
_VALUES = st.one_of(st.integers(-2, 2), st.sampled_from(["", "a"]), st.just(float("nan")))
_DEFAULTS: st.SearchStrategy[Callable[[], object]] = st.sampled_from(
    [
        lambda: None,
        lambda: 0,
        lambda: "a",
        lambda: float("nan"),
        lambda: field(default=1),
        lambda: field(default_factory=dict),
        lambda: field(default_factory=list),
    ]
)
Make = Callable[..., Callable[[type], type]]


def _pair(namespace: Mapping[str, Any], **options: Any) -> tuple[Any, Any]:
    """A class with this body, made by `dataclasses` and by the generator's own decorator."""

    def made(make: Make) -> Any:
        bare = type("Made", (), dict(namespace))
        return make(frozen=True, slots=True, **options)(bare)

    return made(dataclasses.dataclass), made(dataclass)


@st.composite
def _classes(draw: st.DrawFn) -> tuple[Any, Any]:
    """Two classes with the same fields: some without a default, then some with one."""
    names = draw(st.lists(_NAMES, unique=True, max_size=5))
    with_default = draw(st.integers(0, len(names)))
    body: dict[str, Any] = {
        "__annotations__": dict.fromkeys(names, "object"),
        "__doc__": "A class.",
    }
    for name in names[len(names) - with_default :]:
        body[name] = draw(_DEFAULTS)()
    return _pair(body, order=draw(st.booleans()))


def _outcome(act: Callable[..., object], *values: Any, **named: Any) -> Any:
    """What comes of it; of an exception, its class."""
    try:
        return act(*values, **named)
    except (TypeError, FrozenInstanceError) as error:
        return type(error)


@given(_classes(), st.data())
def test_objects_are_made_compared_and_shown_alike(classes: Any, data: st.DataObject) -> None:
    names = classes[0].__match_args__
    made: list[list[Any]] = [[], []]
    for _ in range(2):
        values = data.draw(st.lists(_VALUES, max_size=len(names) + 1))
        named = data.draw(st.dictionaries(_NAMES, _VALUES, max_size=4))
        objects = [_outcome(each, *values, **named) for each in classes]
        if objects[0] is TypeError:
            assert objects[1] == objects[0]
            return
        for each, one in zip(made, objects, strict=True):
            each.append(one)
    (first, second), (own_first, own_second) = made
    assert [repr(own_first), repr(own_second)] == [repr(first), repr(second)]
    assert _outcome(hash, own_first) == _outcome(hash, first)
    for name in _COMPARED:
        compare = getattr(operator, name)
        for pair, own in (
            ((first, second), (own_first, own_second)),
            ((first,) * 2, (own_first,) * 2),
        ):
            assert _outcome(compare, *own) == _outcome(compare, *pair)
        assert _outcome(compare, own_first, 1) == _outcome(compare, first, 1)


@given(_classes(), st.data())
def test_objects_are_changed_into_new_ones_alike(classes: Any, data: st.DataObject) -> None:
    names = classes[0].__match_args__
    values = data.draw(st.lists(_VALUES, min_size=len(names), max_size=len(names)))
    changes = data.draw(st.dictionaries(_NAMES, _VALUES, max_size=3))
    standard, own = (each(*values) for each in classes)
    for change in (replace, frozen.replace, dataclasses.replace):
        results = [_outcome(change, each, **changes) for each in (standard, own)]
        assert repr(results[1]) == repr(results[0])
    assert repr(copy.copy(own)) == repr(copy.deepcopy(own)) == repr(standard)


@given(_classes())
def test_dataclasses_knows_them(classes: Any) -> None:
    standard, own = classes
    assert own.__slots__ == standard.__slots__
    assert own.__match_args__ == standard.__match_args__
    assert dataclasses.is_dataclass(own)
    known = [[repr(each) for each in dataclasses.fields(cls)] for cls in classes]
    assert known[0] == known[1]


@given(_classes(), st.data())
def test_nothing_can_be_set_or_deleted(classes: Any, data: st.DataObject) -> None:
    names = classes[1].__match_args__
    made = classes[1](*data.draw(st.lists(_VALUES, min_size=len(names), max_size=len(names))))
    for name in (*names, "other"):
        with pytest.raises(FrozenInstanceError):
            setattr(made, name, 1)
        with pytest.raises(FrozenInstanceError):
            delattr(made, name)
    assert not hasattr(made, "__dict__")


def test_each_object_has_a_default_of_its_own_from_a_factory() -> None:
    _, own = _pair({"__annotations__": {"a": "list[int]"}, "a": field(default_factory=list)})
    assert own().a == own().a == []
    assert own().a is not own().a


@pytest.mark.parametrize("name", ["__init__", "__eq__", "__hash__", "__repr__"])
def test_a_class_keeps_the_methods_that_it_has(name: str) -> None:
    methods: dict[str, Callable[..., object]] = {
        "__init__": lambda self, a: object.__setattr__(self, "a", a + 1),
        "__eq__": lambda self, other: True,
        "__hash__": lambda self: 7,
        "__repr__": lambda self: "shown",
    }
    body = {"__annotations__": {"a": "int"}, name: methods[name]}
    standard, own = (each(1) for each in _pair(body))
    assert own.a == standard.a
    assert (own == 2) == (standard == 2)
    assert hash(own) == hash(standard)
    assert (repr(own) == "shown") == (repr(standard) == "shown")


@dataclass(frozen=True, slots=True)
class Pair:
    """At the top of a module, as what is pickled must be."""

    left: object
    right: object = None


class Named(Mapping[str, int]):
    """With a base that has methods of its own."""

    def __getitem__(self, key: str) -> int:
        return 1

    def __iter__(self) -> Iterator[str]:
        return iter("a")

    def __len__(self) -> int:
        return 1


def test_bases_count_less_than_the_fields() -> None:
    @dataclass(frozen=True, slots=True)
    class Sized(Named):
        size: int

    assert Sized(1) != Sized(2)
    assert Sized(1) == Sized(1)
    assert hash(Sized(1)) == hash(Sized(1))
    assert dict(Sized(1)) == {"a": 1}
    assert repr(Sized(1)).endswith("Sized(size=1)")


@given(_VALUES, _VALUES)
def test_they_are_pickled(left: object, right: object) -> None:
    made = Pair(Pair(left), right)
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert repr(pickle.loads(pickle.dumps(made, protocol))) == repr(made)


def test_another_process_reads_them_before_it_has_made_any() -> None:
    made = ListType(ScalarType(ScalarKind.INT))
    code = "import pickle, sys; print(pickle.load(sys.stdin.buffer))"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        input=pickle.dumps(made),
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert ran.stdout.decode().strip() == repr(made)


def test_a_value_that_holds_itself_is_shown() -> None:
    inner: list[object] = []
    made = Pair(inner)
    inner.append(made)
    assert repr(made) == "Pair(left=[...], right=None)"


def test_fields_are_matched_by_place() -> None:
    match Pair(1, 2):
        case Pair(left, right):
            assert (left, right) == (1, 2)


def test_the_names_of_fields_are_known_of_either_kind() -> None:
    for each in _pair({"__annotations__": {"a": "int", "b": "int"}}):
        assert field_names(each(1, 2)) == ("a", "b")


@pytest.mark.parametrize(
    "body",
    [
        {"__annotations__": {"a": "ClassVar[int]"}, "a": 1},
        {"__annotations__": {"a": ClassVar[int]}, "a": 1},
        {"__annotations__": {"a": "dataclasses.InitVar[int]"}},
        {"__annotations__": {"_": "KW_ONLY", "a": "int"}},
        {"__annotations__": {"a": "int"}, "a": field(compare=False)},
        {"__annotations__": {"a": "int"}, "a": field(init=False)},
        {"__annotations__": {"a": "int"}, "a": field(kw_only=True)},
        {"__annotations__": {"a": "int"}, "__post_init__": lambda self: None},
    ],
)
def test_what_it_would_make_otherwise_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        dataclass(frozen=True, slots=True)(type("Made", (), body))


def test_a_default_that_all_objects_would_share_is_refused() -> None:
    with pytest.raises(ValueError, match="default_factory"):
        dataclass(frozen=True, slots=True)(
            type("Made", (), {"__annotations__": {"a": "x"}, "a": []})
        )


@pytest.mark.parametrize("base", _pair({"__annotations__": {"a": "int"}}))
def test_fields_are_not_inherited(base: type) -> None:
    with pytest.raises(TypeError):
        dataclass(frozen=True, slots=True)(type("Made", (base,), {"__annotations__": {"b": "int"}}))


def test_what_is_not_frozen_is_refused() -> None:
    with pytest.raises(TypeError):
        dataclass(frozen=False, slots=True)
