"""What codec.py says of its messages: in docstrings, and in errors about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from gen_plugin.lower.contract import Contract, Shape
from gen_plugin.model.interface import Interface, Method
from gen_plugin.render.python.codec_messages import CALLS, Message
from gen_plugin.render.python.expressions import Expressions

_NOWHERE = '""'
"""The place of what is wrong with a message that has no fields to tell apart."""


class Descriptions:
    """Knows which methods use a message.

    Args:
        interface: Whose records and exceptions the messages are.
        contract: Whose methods they are sent by.
        expressions: Writes the names of classes.
    """

    def __init__(self, interface: Interface, contract: Contract, expressions: Expressions) -> None:
        self._interface = interface
        self._contract = contract
        self._expressions = expressions
        self._methods = _methods(contract)

    def title(self, message: Message) -> str:
        """What it is, as a sentence."""
        binding = message.binding
        match binding.shape:
            case Shape.PARAMETERS:
                return f"The arguments of {self._called(message)}."
            case Shape.ITEM:
                return f"One of `{binding.fields[0].python_name}` of {self._called(message)}."
            case Shape.RESULT if self._is_streamed(message):
                return f"One result of {self._called(message)}."
            case Shape.RESULT:
                return f"The result of {self._called(message)}."
            case Shape.RECORD if binding.record:
                record = self._interface.records[binding.record]
                what = "exception" if record.key in self._interface.exceptions else "record"
                return f"The {what} `{self._expressions.type(record.type)}`."
            case Shape.ENTRY:
                return "A key and its value."
            case Shape.TUPLE:
                return "A tuple."
            case Shape.UNION:
                return "One value of one of several types."
            case Shape.PARTS:
                return "The parts of one value."
            case _:
                return "A value that needs a message of its own."

    def failure(self, message: Message, *, has_places: bool) -> str:
        """What the decoder raises.

        Args:
            message: What it decodes.
            has_places: Whether it has a table ``places`` of what its tags mean.
        """
        place = 'places.get(tag, "")' if has_places else _NOWHERE
        shape = message.binding.shape
        if shape not in CALLS:
            return f"undecodable(error, {place})"
        users = f'"{self.users(message)}"'
        if self.is_property(message):
            return f"undecodable(error, {users if place == _NOWHERE else f'{users} + {place}'})"
        word = "result" if shape is Shape.RESULT else "argument"
        return f"undecodable_{word}(error, {users}, {place})"

    def users(self, message: Message) -> str:
        """The methods and properties whose message it is, as the interface calls them."""
        return "/".join(each.python_name for each in self._methods[message.name])

    def is_property(self, message: Message) -> bool:
        """Whether it is the value of properties, and of nothing else."""
        methods = self._methods.get(message.name, ())
        return bool(methods) and all(each.attribute for each in methods)

    def _is_streamed(self, message: Message) -> bool:
        return any(
            method.method.result_stream is not None
            for service in self._contract.services
            for method in service.methods
            if method.response == message.name
        )

    def _called(self, message: Message) -> str:
        return " and ".join(f"`{each.name}`" for each in self._methods[message.name])


def _methods(contract: Contract) -> Mapping[str, list[Method]]:
    """Full name of a request or response -> the methods that use it, of each name one."""
    methods: dict[str, dict[str, Method]] = defaultdict(dict)
    for service in contract.services:
        for each in service.methods:
            for message in (each.request, each.arguments, each.response):
                if message:
                    methods[message].setdefault(each.method.name, each.method)
    return {message: [*users.values()] for message, users in methods.items()}
