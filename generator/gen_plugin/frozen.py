"""`@dataclass(frozen=True, slots=True)` as `dataclasses` makes it, in a tenth of the time.

`dataclasses` compiles six methods for each class, be it used or not, and for the generator's many
classes that took a quarter of a first run. Here a constructor is compiled as the first object is
made, and all else is not compiled at all. To type checkers it is `dataclasses` itself, and
`dataclasses.replace`, `fields` and the like take its classes as any others.

What no class of the generator uses is refused: fields that are inherited, ``ClassVar`` and the
like, and options of ``field()`` other than its defaults.
"""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError
from functools import cache
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, TypeVar

Class = TypeVar("Class", bound=type)
Value = TypeVar("Value")
_Values: TypeAlias = "Callable[[object], tuple[object, ...]]"
_Comparison: TypeAlias = "Callable[[object, object], object]"

_DEFAULTS = "__frozen_defaults__"
"""Where a class has its fields' names, each with its default: `MISSING`, a value or a `Field`."""
_NO_FIELDS = ("ClassVar", "InitVar", "KW_ONLY")
_ORDER = ("lt", "le", "gt", "ge")


__all__ = ["dataclass", "field_names", "replace"]


def field_names(value: object) -> tuple[str, ...]:
    """The names of the fields of a dataclass's object, in their order."""
    names: tuple[str, ...] = type(value).__match_args__  # type: ignore[attr-defined]
    return names


def _dataclass(*, frozen: bool, slots: bool, order: bool = False) -> Callable[[Class], Class]:
    """What this module calls `dataclass`, see there."""
    if not (frozen and slots):
        raise TypeError("what is not frozen, or has no slots, is made by dataclasses.dataclass")
    return lambda cls: _made(cls, is_ordered=order)


def _replace(value: Value, /, **changes: Any) -> Value:
    """What this module calls `replace`: as `dataclasses.replace`, for its dataclasses as well."""
    if _DEFAULTS not in vars(type(value)):
        replaced: Value = dataclasses.replace(value, **changes)  # type: ignore[type-var]
        return replaced
    for name in field_names(value):
        if name not in changes:
            changes[name] = getattr(value, name)
    return type(value)(**changes)


if TYPE_CHECKING:
    from dataclasses import dataclass, replace
else:
    dataclass, replace = _dataclass, _replace


def _made(cls: Class, *, is_ordered: bool) -> Class:
    """The class once more: only a new one can have slots."""
    defaults = {name: vars(cls).get(name, MISSING) for name in cls.__annotations__}
    _refuse_unknown(cls, defaults)
    names = tuple(defaults)
    own = {name: each for name, each in vars(cls).items() if name not in defaults}
    own.pop("__dict__", None)
    own.pop("__weakref__", None)
    values = _values_of(names)
    own = _methods(values, is_ordered=is_ordered) | own
    if own["__hash__"] is None:  # as Python puts it beside an __eq__
        own["__hash__"] = _hashing(values)
    own |= {
        "__slots__": names,
        "__match_args__": names,
        _DEFAULTS: defaults,
        "__dataclass_fields__": _OfDataclasses(),
        "__dataclass_params__": _OfDataclasses(),
    }
    made = type(cls)(cls.__name__, cls.__bases__, own)
    made.__qualname__ = cls.__qualname__
    if "__init__" not in own:
        type.__setattr__(made, "__init__", _first_constructor(made))
    return made


def _refuse_unknown(cls: type, defaults: dict[str, object]) -> None:
    """What would mean something else here than to `dataclasses`."""
    if any("__dataclass_fields__" in vars(base) for base in cls.__mro__[1:]):
        raise TypeError(f"{cls.__qualname__}: fields are not inherited")
    if "__post_init__" in vars(cls):
        raise TypeError(f"{cls.__qualname__}: __post_init__ is not called")
    for name, default in defaults.items():
        annotation = str(cls.__annotations__[name])
        if annotation.removeprefix("typing.").removeprefix("dataclasses.").startswith(_NO_FIELDS):
            raise TypeError(f"{cls.__qualname__}.{name}: only fields may have annotations")
        if isinstance(default, Field) and not _is_plain(default):
            raise TypeError(f"{cls.__qualname__}.{name}: a field can have a default, nothing else")
        if type(default).__hash__ is None:
            raise ValueError(f"{cls.__qualname__}.{name}: give it a default_factory")


def _is_plain(field: Field[object]) -> bool:
    is_usual = field.init and field.repr and field.compare and field.hash is None
    return is_usual and field.kw_only is not True and not field.metadata


def _values_of(names: tuple[str, ...]) -> _Values:
    """What gives the values of an object's fields."""
    if len(names) > 1:
        return operator.attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


def _methods(values: _Values, *, is_ordered: bool) -> dict[str, object]:
    """Those that a class has where it defines none of its own."""
    names = ("eq", *_ORDER) if is_ordered else ("eq",)
    return {
        "__hash__": _hashing(values),
        "__repr__": _shown,
        "__setattr__": _refuse_change,
        "__delattr__": _refuse_change,
        "__getstate__": _state,
        "__setstate__": _restore,
        **{f"__{name}__": _comparing(values, getattr(operator, name)) for name in names},
    }


def _comparing(values: _Values, compare: _Comparison) -> _Comparison:
    def compared(self: object, other: object) -> object:
        if type(other) is not type(self):
            return NotImplemented
        return compare(values(self), values(other))

    return compared


def _hashing(values: _Values) -> Callable[[object], int]:
    return lambda self: hash(values(self))


@recursive_repr()
def _shown(self: object) -> str:
    shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in field_names(self))
    return f"{type(self).__qualname__}({shown})"


def _refuse_change(self: object, name: str, *_value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot change {type(self).__qualname__}.{name}: make a new object")


def _state(self: object) -> list[object]:
    return [getattr(self, name) for name in field_names(self)]


def _restore(self: object, state: list[object]) -> None:
    for name, value in zip(field_names(self), state, strict=True):
        object.__setattr__(self, name, value)


def _first_constructor(cls: type) -> Callable[..., None]:
    """A constructor that puts the compiled one into its place when it is called."""

    def construct(self: object, /, *values: object, **named: object) -> None:
        constructor = _constructor(cls)
        type.__setattr__(cls, "__init__", constructor)
        constructor(self, *values, **named)

    return construct


def _constructor(cls: type) -> Callable[..., None]:
    """Compile it: ``def __init__(self, name, size=...)`` sets each slot.

    Python mangles names of fields with two underscores before them, so that no field has one.
    """
    given: dict[str, Any] = {"__missing": MISSING}
    parameters, lines = ["__self"], ["pass"]
    for name, default in vars(cls)[_DEFAULTS].items():
        factory = default.default_factory if isinstance(default, Field) else MISSING
        value = default.default if isinstance(default, Field) else default
        given |= {f"__set_{name}": vars(cls)[name].__set__}
        if factory is not MISSING:
            given[f"__new_{name}"] = factory
            parameters.append(f"{name}=__missing")
            lines.append(f"{name} = __new_{name}() if {name} is __missing else {name}")
        elif value is not MISSING:
            given[f"__default_{name}"] = value
            parameters.append(f"{name}=__default_{name}")
        else:
            parameters.append(name)
        lines.append(f"__set_{name}(__self, {name})")
    exec(f"def __init__({', '.join(parameters)}):\n " + "\n ".join(lines), given)  # noqa: S102
    constructor: Callable[..., None] = given["__init__"]
    constructor.__qualname__ = f"{cls.__qualname__}.__init__"
    return constructor


class _OfDataclasses:
    """What `dataclasses` keeps with a class: as it would, made when something asks for it."""

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    def __get__(self, _value: object, owner: type) -> Any:
        return getattr(_equivalent(owner), self._name)


@cache
def _equivalent(cls: type) -> type:
    """A class with the same fields that `dataclasses` has made."""
    annotations = cls.__annotations__
    defaults: dict[str, object] = getattr(cls, _DEFAULTS)
    fields = [
        (name, annotations[name]) if each is MISSING else (name, annotations[name], each)
        for name, each in defaults.items()
    ]
    return dataclasses.make_dataclass(cls.__name__, fields, frozen=True)
