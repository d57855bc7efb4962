"""The contract over net/rpc: Go's types, and which Python value each of them carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import Enum

from gen_plugin.frozen import dataclass
from gen_plugin.model.interface import ComputedDefault, Default, Method, ProtocolDefinition
from gen_plugin.model.types import Type


class Nothing(Enum):
    """What Go has there where nothing is passed: the value is its text."""

    INTERFACE = "interface{}"
    STRUCT = "struct{}"

    @property
    def shape(self) -> str:
        """The lock's word for it."""
        return "nothing" if self is Nothing.INTERFACE else self.value


class StructShape(Enum):
    """What a struct stands for in Python."""

    ARGUMENTS = "the arguments of a call"
    RECORD = "a record"
    TUPLE = "a tuple with a value of each type"
    OPTIONAL = "a value that may be None or left out, and whether it is there"
    ENTRY = "a key with its value, for a dict that no map of Go's can hold"
    UNION = "one value of one of several types, and of which"


@dataclass(frozen=True, slots=True)
class GobField:
    """A field of a struct, or an entry of a map of arguments.

    Attributes:
        name: Its name in Go, or its key in the map.
        go: Go's text for its type: ``[]string``.
        python_name: The parameter or attribute; ``item1``, ``key``, ``value`` of what has neither.
        type: What it carries; None of ``Valid`` and ``Kind``.
        is_omissible: Whether it may be left out, because only the other side has a default.
        is_pointer: Whether None is a nil pointer, which does for what Go never leaves out: structs.
    """

    name: str
    go: str
    python_name: str
    type: Type | None
    is_omissible: bool = False
    is_pointer: bool = False


@dataclass(frozen=True, slots=True)
class GobStruct:
    """A struct.

    Attributes:
        name: Its name in Go.
        type: The Python type that it carries; of an OPTIONAL that of the value. None for ARGUMENTS.
        is_recursive: Whether a value can hold another one of it.
    """

    name: str
    shape: StructShape
    fields: tuple[GobField, ...]
    type: Type | None = None
    docstring: str | None = None
    is_recursive: bool = False


class ArgumentForm(Enum):
    """What carries the arguments of a call: the value is the lock's word for it.

    It is a nil interface value, the only argument by itself, a struct with a field for each, or a
    map of interface values, by their names.
    """

    NOTHING = "nothing"
    VALUE = "value"
    STRUCT = "struct"
    MAP = "map"


@dataclass(frozen=True, slots=True)
class GobMethod:
    """A method.

    Attributes:
        name: ``Greet``; on the wire ``Plugin.Greet``.
        fields: One for each argument, in the order of the parameters.
        struct: The name of the struct of its arguments; empty if they have another form.
        result: Go's text for the type of the result; empty if it returns nothing.
    """

    method: Method
    name: str
    form: ArgumentForm
    fields: tuple[GobField, ...]
    struct: str
    result: str


@dataclass(frozen=True, slots=True)
class GobService:
    """A Protocol over net/rpc.

    Attributes:
        name: What Go calls the interface; its other types have names that begin so.
        plugin: The key in the plugin map; None if hosts do not dispense it.
    """

    protocol: ProtocolDefinition
    name: str
    plugin: str | None
    methods: tuple[GobMethod, ...]


@dataclass(frozen=True, slots=True)
class GobEnum:
    """An enum or a flag, in Go an int type with constants.

    Attributes:
        go: Go's text for the type beneath.
        members: The constants and their values.
    """

    name: str
    go: str
    members: tuple[tuple[str, int], ...]
    docstring: str | None = None


@dataclass(frozen=True, slots=True)
class NetRpcContract:
    """All that net/rpc needs to know.

    Attributes:
        package: What the Go package is called.
        nothing: What stands for no argument, and for no result.
        structs: Each one behind those that its definition needs; recursive ones first.
        carriers: Python type -> the name of the struct that carries its values; of what may be
            None, or is left out, the type of the value.
        names: For the lock: what carries a name on the wire -> that name.
        shapes: For the lock: what carries a value -> its shape.
    """

    package: str
    nothing: Nothing
    services: tuple[GobService, ...]
    structs: tuple[GobStruct, ...]
    carriers: Mapping[tuple[StructShape, Type], str]
    enums: tuple[GobEnum, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    shapes: Mapping[str, str] = field(default_factory=dict)


def is_omissible(default: Default | None) -> bool:
    """Whether what has this default may be left out."""
    return isinstance(default, ComputedDefault)
