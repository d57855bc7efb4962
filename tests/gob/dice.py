"""Random types, random values of them, and what these become on the way.

Plain dice are a hundred times as quick as strategies here, and a seed is all that a case needs.
"""

from __future__ import annotations

import math
import struct
from datetime import UTC, datetime, timedelta, timezone
from random import Random

from gen_plugin_runtime.netrpc.gob.basics import (
    BASICS,
    BYTES,
    STRING,
    UINT8,
    Basic,
    Bool,
    Bytes,
    Complex,
    Float,
    Integer,
    Single,
    Text,
)
from gen_plugin_runtime.netrpc.gob.containers import Array, Map, Slice
from gen_plugin_runtime.netrpc.gob.interface import PREDECLARED, Concrete, Interface
from gen_plugin_runtime.netrpc.gob.kinds import Type
from gen_plugin_runtime.netrpc.gob.structs import Pointer, Struct
from gen_plugin_runtime.netrpc.gob.times import TIME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Stream = list[tuple[Type, Any]]

_NAMES = ("A", "Bc", "Née", "X1", "Zoë_9", "T" * 130)
_KEYS = [kind for kind in BASICS if not isinstance(kind, Bytes | Complex)]
_TEXTS = ("", "a", "héllo 世", "\0", "x" * 127, "x" * 128, "x" * 300)
_FLOATS = (0.0, -0.0, 1.0, 17.0, -1.5, 0.5, 2.0**100, 2.0**-140, math.inf, -math.inf)


class Dice:
    """Throws types and values."""

    def __init__(self, seed: int, *, interfaces: bool = True) -> None:
        self.random = Random(seed)
        self._interfaces = interfaces

    def stream(self) -> Stream:
        """Values of a few types, in any order."""
        kinds = [self.kind(3) for _ in range(self.random.randint(1, 3))]
        chosen = self.random.choices(kinds, k=self.random.randint(1, 5))
        return [(kind, self.value(kind)) for kind in chosen]

    def kind(self, depth: int) -> Type:
        """Any type but a recursive one, which Go cannot make at run time."""
        leaves: list[Callable[[int], Type]] = [self._basic, self._basic, lambda _: TIME]
        nodes: list[Callable[[int], Type]] = [
            self._slice,
            self._array,
            self._map,
            self._struct,
            self._struct,
        ]
        if self._interfaces:
            nodes.append(self._interface)
        return self.random.choice(leaves + nodes if depth else leaves)(depth)

    def _basic(self, depth: int) -> Type:
        return self.random.choice(BASICS)

    def _slice(self, depth: int) -> Type:
        element = self.kind(depth - 1)
        return BYTES if element == UINT8 else Slice(element)

    def _array(self, depth: int) -> Type:
        return Array(self.kind(depth - 1), self.random.randrange(4))

    def _map(self, depth: int) -> Type:
        return Map(self._key(), self.kind(depth - 1))

    def _key(self) -> Type:
        key = self.random.choice(_KEYS)
        return self.random.choice([key, key, Array(key, 2), Struct("", (("K", key),))])

    def _struct(self, depth: int) -> Type:
        names = self.random.sample(_NAMES, self.random.randrange(5))
        return Struct("", tuple((name, self._field(depth - 1)) for name in names))

    def _field(self, depth: int) -> Type:
        kind = self.kind(depth)
        is_pointer = self.random.random() < 0.3 and not isinstance(kind, Interface)
        return Pointer(kind) if is_pointer else kind

    def _interface(self, depth: int) -> Type:
        """``interface{}`` in a program that has registered one type more, by Go's text for it."""
        kind = self.kind(depth - 1)
        is_new = kind.go not in PREDECLARED.types and not isinstance(kind, Interface)
        return Interface(PREDECLARED.extended({kind.go: kind} if is_new else {}, {}))

    def value(self, kind: Type) -> Any:
        """A value of a type, as it is given to be sent."""
        some = range(self.random.choice((0, 1, 1, 2, 3)))
        match kind:
            case Basic():
                return self._basic_value(kind)
            case Slice():
                return [self.value(kind.element) for _ in some]
            case Array():
                return tuple(self.value(kind.element) for _ in range(kind.length))
            case Map():
                return {self.value(kind.key): self.value(kind.element) for _ in some}
            case Struct():
                return tuple(self._field_value(each) for _, each in kind.fields)
            case Pointer():
                return self.value(kind.target)
            case Interface():
                return self._content(kind)
        assert kind is TIME
        return self._time()

    def _field_value(self, kind: Type) -> Any:
        is_none = isinstance(kind, Pointer) and self.random.random() < 0.3
        return None if is_none else self.value(kind)

    def _content(self, kind: Interface) -> Any:
        names = [*kind.registry.types]
        if self.random.random() < 0.2:
            return None
        name = self.random.choice([self.random.choice(names), names[-1]])
        return Concrete(name, self.value(kind.registry.types[name]))

    def _basic_value(self, kind: Basic) -> Any:
        match kind:
            case Bool():
                return self.random.random() < 0.5
            case Integer():
                number = self.random.getrandbits(self.random.randrange(1, 65)) * self._sign()
                return max(kind.low, min(kind.high, number if self.random.random() < 0.8 else 0))
            case Float():
                return self._float(single=isinstance(kind, Single))
            case Complex():
                single = isinstance(kind.part, Single)
                return complex(self._float(single=single), self._float(single=single))
            case Text():
                return self.random.choice(_TEXTS)
        assert isinstance(kind, Bytes)
        return self.random.randbytes(self.random.choice((0, 1, 2, 200)))

    def _sign(self) -> int:
        return self.random.choice((1, -1))

    def _float(self, *, single: bool) -> float:
        layout = "<f" if single else "<d"
        [value] = struct.unpack(layout, self.random.randbytes(struct.calcsize(layout)))
        return self.random.choice((*_FLOATS, 1.0 if math.isnan(value) else float(value)))

    def _time(self) -> datetime:
        offset = timedelta(
            minutes=self.random.randint(-1438, 1438), seconds=self.random.choice((0, 0, 59))
        )
        # Of -1 minute and some seconds Go makes a zone, but cannot send it.
        is_sent = not timedelta(minutes=-2) < offset <= timedelta(minutes=-1)
        zone = timezone(offset) if is_sent and self.random.random() < 0.7 else UTC
        since = timedelta(
            days=self.random.choice((0, 700_000, 3_652_058)),
            seconds=self.random.randrange(86_400),
            microseconds=self.random.choice((0, 1, 999_999)),
        )
        return self.random.choice((TIME.zero(), datetime(1, 1, 1, tzinfo=zone) + since))

    def related(self, kind: Type, *, inside: bool = False) -> Type:
        """A type that values of another one may be wanted as: the same but for some changes.

        Structs within others get a field that no other has: where a type is wanted in two of a
        struct's fields, Go reads the second one as if it had been sent as the first one was.
        """
        if self.random.random() < 0.15 and not inside:
            return self.kind(1)
        match kind:
            case Slice():
                element = self.related(kind.element, inside=True)
                return BYTES if element.wire == UINT8 else Slice(element)
            case Array():
                longer = self.random.random() < 0.1
                return Array(self.related(kind.element, inside=True), kind.length + longer)
            case Map():
                return Map(kind.key, self.related(kind.element, inside=True))
            case Pointer():
                return self.related(kind.target, inside=inside)
            case Struct():
                fields = [(name, self.related(each, inside=True)) for name, each in kind.fields]
                self.random.shuffle(fields)
                kept = [each for each in fields if self.random.random() < 0.8]
                if inside or self.random.random() < 0.3:
                    kept.append((f"New{self.random.getrandbits(64)}", STRING))
                return Struct("", kept)
            case Basic() if self.random.random() < 0.2:
                return self.random.choice(BASICS)
        return kind


def arrived(kind: Type, value: Any, *, by_go: bool = False) -> Any:
    """What arrives of a value: plain ones without their `Concrete`, by Go no pointers to zeros."""

    def within(kind: Type, value: Any) -> Any:
        return arrived(kind, value, by_go=by_go)

    match kind:
        case Slice():
            return [within(kind.element, each) for each in value]
        case Array():
            return tuple(within(kind.element, each) for each in value)
        case Map():
            return {key: within(kind.element, each) for key, each in value.items()}
        case Struct():
            return tuple(
                None
                if isinstance(each, Pointer)
                and (item is None or (by_go and _is_left_out(each.target, item)))
                else within(each, item)
                for (_, each), item in zip(kind.fields, value, strict=True)
            )
        case Pointer():
            return within(kind.target, value)
        case Interface() if isinstance(value, Concrete):
            inner = within(kind.registry.types[value.name], value.value)
            return inner if kind.registry.is_plain(value.name) else Concrete(value.name, inner)
    return value


def _is_left_out(kind: Type, value: Any) -> bool:
    """A time that Go has read is in a zone, and so none of its zeros."""
    return not isinstance(kind, Struct | Array | Map) and kind is not TIME and value == kind.zero()
