"""The keys of the lock: how it names what stands in the Python source.

``Greeter.greet()`` and ``Greeter.greet() ->`` are a method's two messages, ``Greeter.greet(name)``
is a parameter, ``Greeter.greet() -> result`` a result, ``Greeter.greet() <-`` the message that is
sent for each item of a stream, ``Greeter.greet() <- item`` and ``Greeter.greet() <- args`` are its
fields, ``Person`` is a record of the source file itself, ``people:Person`` one of another module,
``Person.age`` its field. What owns a field can be read off the field's key. A message that a field
nests has the field's key and a mark for each step into its type: ``[]`` a list's item, ``{}`` a
dict's value, ``{*}`` a dict's entry, ``(*)`` a tuple, ``(1)`` a tuple's first item, ``?`` what may
be None or one of several types, ``@`` the parts of one value. A union has a field for each of its
arms: ``Greeter.greet(x)|int``, ``Person.shapes[]?|Circle``.
"""

from __future__ import annotations

import re

from gen_plugin.model.interface import EnumDefinition, ExceptionGroupClass, Record
from gen_plugin.model.types import FlagType

RESULT = "result"
ITEM = "item"
ARGUMENTS = "args"
CHOICE = "value"
"""What the group of a union's fields is called in a message of its own."""

_STEPS = re.compile(r"(\[\]|\{\*?\}|\(\*\)|\(\d+\)|\?|@|\|[\w.]+)+$")
"""What a key has behind that of a field."""


def definition(
    defined: Record | EnumDefinition | FlagType | ExceptionGroupClass, source_module: str
) -> str:
    """A class's key, without the module if that is the source's own."""
    if defined.module == source_module:
        return defined.name
    return f"{defined.module}:{defined.name}"


def bare(definition_key: str) -> str:
    """The name in a record's or an enum's key."""
    return definition_key.rpartition(":")[2]


def method(protocol: str, name: str) -> str:
    """A method."""
    return f"{protocol}.{name}"


def request(method_key: str) -> str:
    """The message of a method's arguments."""
    return f"{method_key}()"


def response(method_key: str) -> str:
    """The message of a method's result."""
    return f"{method_key}() ->"


def parameter(method_key: str, name: str) -> str:
    """A parameter."""
    return f"{method_key}({name})"


def result(method_key: str) -> str:
    """A method's result."""
    return f"{method_key}() -> {RESULT}"


def stream(method_key: str) -> str:
    """The message that is sent again and again, where a parameter is a stream."""
    return f"{method_key}() <-"


def streamed(method_key: str, field: str) -> str:
    """A field of that message: `ITEM` or `ARGUMENTS`."""
    return f"{method_key}() <- {field}"


def attribute(definition_key: str, name: str) -> str:
    """A field of a record or a member of an enum."""
    return f"{definition_key}.{name}"


def zero(enum_key: str) -> str:
    """The value 0 that an enum without one is given. No member can be called so."""
    return f"{enum_key}.0"


def arm(union_key: str, name: str) -> str:
    """An arm of a union, which has that key itself."""
    return f"{union_key}|{name}"


def around(message_key: str) -> str | None:
    """The key of the message of the file's top level that nests a message; None if none does."""
    field = value(message_key)
    return None if field == message_key else owner(field)


def value(key: str) -> str:
    """The key of the parameter, result or field in the key of anything that it consists of."""
    return _STEPS.sub("", key)


def name(key: str) -> str:
    """The name in the key of a parameter, a field or a member, or of what has them."""
    if key.endswith(")"):
        return key.rpartition("(")[2].removesuffix(")")
    return bare(key.rpartition(".")[2])


def owner(key: str) -> str:
    """The key of the message or enum to which a field or member belongs."""
    while "|" in key:
        key, _, _ = key.rpartition("|")
        if key.endswith("?"):
            return key
    if key.endswith(")"):
        return key.rpartition("(")[0] + "()"
    if "() -> " in key or "() <- " in key:
        return key.rpartition(" ")[0]
    return key.rpartition(".")[0]


def is_definition(message_key: str) -> bool:
    """Whether it is a record's key, among the keys of messages."""
    return not message_key.endswith((")", "->", "<-", "]", "}", "?", "@"))


def definition_of(key: str) -> str:
    """The key of the record or enum in the key of it or of anything in it."""
    module, colon, path = key.rpartition(":")
    return module + colon + path.partition(".")[0]
