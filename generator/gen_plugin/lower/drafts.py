"""What messages there are to be: two for each method, and one for each record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from gen_plugin.frozen import dataclass, replace
from gen_plugin.lower import keys, objects
from gen_plugin.lower.contract import Shape
from gen_plugin.lower.layout import union_arms
from gen_plugin.lower.naming import FileNames
from gen_plugin.lower.unions import is_spread
from gen_plugin.model.interface import (
    Default,
    ErrorDefault,
    Interface,
    Method,
    Parameter,
    PinnedField,
    Record,
)
from gen_plugin.model.span import Span
from gen_plugin.model.types import NoneType, Type, UnionType, has_error
from gen_plugin.proto.model import MessageRef

_CHOICES = ("part", "part_of_call")
"""Names for what is sent at a time: the arguments, or an item. The second if a field is pinned to
the first."""
_NOT_PINNED = PinnedField()


@dataclass(frozen=True, slots=True)
class Slot:
    """What needs a field: a Python value, or the message of a call's arguments.

    Attributes:
        key: Its key in the lock.
        wire_name: What it is to be called on the wire, if not by its Python name.
        oneof: The group of fields of which it is one, or None; the key of the union of an arm.
        union: Of an arm, the union that is spread over the message; else None.
        arm: Of an arm, what it is called within the union.
    """

    key: str
    python_name: str
    type: Type | MessageRef
    default: Default | None
    keyword_only: bool
    pinned: PinnedField
    comment: str | None
    span: Span
    wire_name: str | None = None
    oneof: str | None = None
    union: UnionType | None = None
    arm: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that has a name and is to get fields.

    Attributes:
        key: Its key in the lock.
        name: Its name within the package.
        slots: In the order of declaration.
        record: As in `MessageBinding`; so is `method`.
    """

    key: str
    name: str
    shape: Shape
    slots: tuple[Slot, ...]
    comment: str | None
    span: Span
    record: str | None = None
    method: str | None = None

    @property
    def has_error(self) -> bool:
        """Whether it is not known what some slot carries."""
        return any(
            isinstance(each.default, ErrorDefault)
            or (not isinstance(each.type, MessageRef) and has_error(each.union or each.type))
            for each in self.slots
        )


def draft(interface: Interface, names: FileNames) -> Iterator[Draft]:
    """All messages of the file's top level, in the order in which they are to stand there."""
    services = {each.key: names.types[each.name] for each in interface.protocols}
    for protocol in interface.protocols:
        for method in protocol.methods:
            key = keys.method(protocol.name, method.name)
            if method.streamed:
                yield _item(method, method.streamed, key, names)
            if method.arguments or not method.streamed:
                yield _request(method, key, names.types[keys.request(key)], services)
            yield _response(method, key, names.types[keys.response(key)], services)
    for record in interface.records.values():
        key = keys.definition(record, interface.source.module)
        yield _record(record, key, names.types[key])


def _request(method: Method, key: str, name: str, services: Mapping[str, str]) -> Draft:
    slots = _spread(
        Slot(
            key=keys.parameter(key, each.name),
            python_name=each.name,
            type=objects.sent(each.type),
            default=each.wire_default,
            keyword_only=each.keyword_only,
            pinned=each.pinned,
            comment=objects.comment(each.type, services),
            span=each.span,
        )
        for each in method.arguments
    )
    return Draft(keys.request(key), name, Shape.PARAMETERS, slots, None, method.span, method=key)


def _item(method: Method, streamed: Parameter, key: str, names: FileNames) -> Draft:
    """The message that carries one item of a stream, or before all items the other arguments."""
    choice = _CHOICES[streamed.pinned.name == _CHOICES[0]]
    oneof = choice if method.arguments else None
    item = Slot(
        key=keys.streamed(key, keys.ITEM),
        python_name=streamed.name,
        type=streamed.type,
        default=None,
        keyword_only=False,
        pinned=streamed.pinned,
        comment=None,
        span=streamed.span,
        wire_name=keys.ITEM,
        oneof=oneof,
    )
    slots = [item]
    if method.arguments:
        arguments = Slot(
            key=keys.streamed(key, keys.ARGUMENTS),
            python_name=keys.ARGUMENTS,
            type=MessageRef(names.types[keys.request(key)]),
            default=None,
            keyword_only=False,
            pinned=_NOT_PINNED,
            comment="Comes first, and once.",
            span=method.span,
            oneof=oneof,
        )
        slots.append(arguments)
    stream = keys.stream(key)
    return Draft(
        stream, names.types[stream], Shape.ITEM, tuple(slots), None, method.span, method=key
    )


def _response(method: Method, key: str, name: str, services: Mapping[str, str]) -> Draft:
    result = Slot(
        key=keys.result(key),
        python_name=keys.RESULT,
        type=objects.sent(method.result),
        default=None,
        keyword_only=False,
        pinned=method.result_pinned,
        comment=objects.comment(method.result, services),
        span=method.span,
    )
    slots = () if isinstance(method.result, NoneType) else _spread([result])
    return Draft(keys.response(key), name, Shape.RESULT, slots, None, method.span, method=key)


def _record(record: Record, key: str, name: str) -> Draft:
    slots = _spread(
        Slot(
            key=keys.attribute(key, each.name),
            python_name=each.name,
            type=each.type,
            default=each.wire_default,
            keyword_only=each.keyword_only,
            pinned=each.pinned,
            comment=each.comment,
            span=each.span,
        )
        for each in record.fields
    )
    return Draft(key, name, Shape.RECORD, slots, record.docstring, record.span, record=record.key)


def _spread(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    """The slots, with one for each arm in place of a union that needs no message of its own."""
    return tuple(each for slot in slots for each in _arms(slot))


def _arms(slot: Slot) -> Iterator[Slot]:
    union = slot.type
    if not isinstance(union, UnionType) or not is_spread(union, slot.default, slot.pinned):
        yield slot
        return
    comment = slot.comment
    for key, name, arm in union_arms(union, slot.key):
        yield replace(
            slot,
            key=key,
            type=arm,
            comment=comment,
            wire_name=f"{slot.python_name}_{name}",
            oneof=slot.key,
            union=union,
            arm=name,
        )
        comment = None
