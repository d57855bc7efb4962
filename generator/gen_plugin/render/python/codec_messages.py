"""The messages that get functions in codec.py, and which of them can be of any depth."""

from __future__ import annotations

from gen_plugin.frozen import dataclass, replace
from gen_plugin.lower.contract import Contract, FieldBinding, MessageBinding, Shape
from gen_plugin.model.types import DictType, bare
from gen_plugin.proto.model import Cardinality, MessageRef, ProtoField, ProtoMessage
from gen_plugin.render.python.codec_names import entry_name

CALLS = frozenset({Shape.PARAMETERS, Shape.ITEM, Shape.RESULT})
"""The shapes of what is sent as it is, and not within another message."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message that gets functions.

    Attributes:
        name: By which `CodecNames` knows it.
        is_map_entry: Whether protobuf makes it of a map field, so that the contract has none.
    """

    name: str
    binding: MessageBinding
    is_map_entry: bool = False


def all_messages(contract: Contract) -> tuple[Message, ...]:
    """All messages, each followed by the entries of its maps."""
    return tuple(
        message
        for name, binding in contract.messages.items()
        for message in (
            Message(name, binding),
            *(
                Message(entry_name(name, each.field), _entry(each), is_map_entry=True)
                for each in binding.fields
                if each.field.cardinality is Cardinality.MAP
            ),
        )
    )


def _entry(map_field: FieldBinding) -> MessageBinding:
    """The message of key and value that protobuf makes of a map field."""
    held = bare(map_field.type)
    if not isinstance(held, DictType) or map_field.field.key is None:
        raise TypeError(f"{map_field.field.name} is no map")
    singular = replace(map_field.field, cardinality=Cardinality.SINGULAR, key=None, comment=None)
    key = ProtoField("key", 1, Cardinality.SINGULAR, map_field.field.key)
    value = replace(singular, name="value", number=2)
    return MessageBinding(
        ProtoMessage(map_field.field.name, map_field.field.name, (key, value)),
        Shape.ENTRY,
        (
            FieldBinding("key", held.key, key),
            FieldBinding("value", held.value, value),
        ),
    )


def holding_recursive(messages: tuple[Message, ...]) -> frozenset[str]:
    """The messages of any depth: those that can hold themselves, and those around them."""
    deep = {each.name for each in messages if each.binding.recursive}
    held = {each.name: _held(each) for each in messages}
    while grown := {name for name, inner in held.items() if inner & deep} - deep:
        deep |= grown
    return frozenset(deep)


def _held(message: Message) -> set[str]:
    return {
        each.field.type.name
        for each in message.binding.fields
        if isinstance(each.field.type, MessageRef)
    }
