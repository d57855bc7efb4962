"""The interface model: all that a source file says about its Protocols, complete when made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from enum import Enum

from gen_plugin.frozen import dataclass
from gen_plugin.model.span import Span
from gen_plugin.model.types import (
    FlagType,
    NewType,
    ObjectType,
    OptionalType,
    RecordType,
    Type,
    has_error,
    within,
)


@dataclass(frozen=True, slots=True)
class PinnedField:
    """What ``Annotated[..., pin.field(number, name=...)]`` fixes of a field. None: not pinned.

    Attributes:
        implicit: Whether ``pin.implicit`` says that what is not sent is the wire's zero, and not
            the default.
    """

    number: int | None = None
    name: str | None = None
    implicit: bool = False


@dataclass(frozen=True, slots=True)
class Literal:
    """A default that is written out: a scalar or None.

    Attributes:
        value: The value itself. An int where the type is float has been converted.
    """

    value: str | int | float | bool | bytes | None


@dataclass(frozen=True, slots=True)
class EnumMember:
    """A default that is a member of an enum: ``Color.BLUE``."""

    enum: str
    member: str


@dataclass(frozen=True, slots=True)
class EmptyContainer:
    """An empty list, set or dict as default: ``field(default_factory=list)``; ``[]``, ``()``."""


@dataclass(frozen=True, slots=True)
class FilledTuple:
    """A tuple as default, with a default for each of its items: ``(1, Color.BLUE)``."""

    items: tuple[Default, ...]


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """A global name that an expression of the source uses.

    Attributes:
        module: What it is imported from: ``datetime``, ``builtins``; empty where it is a module.
        name: What it is called, there and in the expression.
        is_standard: Whether it is of the language or its standard library, not of the project.
    """

    module: str
    name: str
    is_standard: bool


@dataclass(frozen=True, slots=True)
class ComputedDefault:
    """A default that is not written out, or as ``...``: the implementation's side has it.

    Attributes:
        code: The expression, where others than the source's own module can repeat it, else None.
        references: The names in it.
    """

    code: str | None
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class ErrorDefault:
    """Stands for a default that was refused, as an `ErrorType` for a type."""


Default = Literal | EnumMember | EmptyContainer | FilledTuple | ComputedDefault | ErrorDefault


class Stream(Enum):
    """How values come one after the other. The value is the name in `collections.abc`."""

    ITERATOR = "Iterator"
    ITERABLE = "Iterable"
    GENERATOR = "Generator"
    ASYNC_ITERATOR = "AsyncIterator"
    ASYNC_ITERABLE = "AsyncIterable"
    ASYNC_GENERATOR = "AsyncGenerator"

    @property
    def is_async(self) -> bool:
        """Whether a task takes the values, with ``async for``."""
        return self in {Stream.ASYNC_ITERATOR, Stream.ASYNC_ITERABLE, Stream.ASYNC_GENERATOR}


class ParameterKind(Enum):
    """How arguments are given, as in `inspect.Parameter`."""

    POSITIONAL_ONLY = "before /"
    POSITIONAL_OR_KEYWORD = "ordinary"
    VAR_POSITIONAL = "*args"
    KEYWORD_ONLY = "after *"
    VAR_KEYWORD = "**kwargs"


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A TypedDict whose keys are keyword arguments: ``**options: Unpack[Options]``.

    Attributes:
        name: What the signature calls all of them.
        key: The class's key, as `Record` has it; so are the others.
    """

    name: str
    key: str
    module: str
    class_name: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a method, without `self`.

    Attributes:
        type: The type of its value; of a stream, of each of its items. For ``*args`` it is a tuple,
            for ``**kwargs`` a dict.
        stream: What kind of stream it is, or None for one value.
        unpacked: The TypedDict of which it is a key, or None.
    """

    name: str
    type: Type
    default: Default | None  # None: the caller must give it
    kind: ParameterKind
    pinned: PinnedField
    span: Span
    stream: Stream | None = None
    unpacked: Unpacked | None = None

    @property
    def keyword_only(self) -> bool:
        """Whether it is given by its name alone."""
        return self.kind is ParameterKind.KEYWORD_ONLY

    @property
    def wire_default(self) -> Default | None:
        """What its absence from the wire means, if anything."""
        is_object = object_in(self.type) is not None  # None has a number of its own
        return None if self.pinned.implicit or is_object else self.default


@dataclass(frozen=True, slots=True)
class PinnedMethod:
    """What ``@pin.method(...)`` or the settings fix of a method's wire names. None: not pinned."""

    name: str | None = None
    request: str | None = None
    response: str | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """One method of a Protocol.

    Attributes:
        result: The type of what it returns; of a stream, of each of its items.
        docstring: Without the margin of its source, or None.
        result_pinned: What is pinned of the response's only field.
        result_stream: What kind of stream it returns, or None for one value.
        is_async: Whether it is defined by ``async def``, or returns an ``Awaitable``.
        attribute: The property that it reads or, if it has a parameter, sets; None for a method
            that is called.
    """

    name: str
    parameters: tuple[Parameter, ...]
    result: Type
    result_pinned: PinnedField
    pinned: PinnedMethod
    docstring: str | None
    span: Span
    result_stream: Stream | None = None
    is_async: bool = False
    attribute: str | None = None

    @property
    def has_error(self) -> bool:
        """Whether something of its signature was refused."""
        return has_error(self.result) or any(
            has_error(each.type) or isinstance(each.default, ErrorDefault)
            for each in self.parameters
        )

    @property
    def python_name(self) -> str:
        """What the Protocol calls it."""
        return self.attribute or self.name

    @property
    def is_awaited(self) -> bool:
        """Whether tasks call it, rather than threads."""
        return self.is_async or (self.result_stream is not None and self.result_stream.is_async)

    @property
    def arguments(self) -> tuple[Parameter, ...]:
        """The parameters that take one value."""
        return tuple(each for each in self.parameters if each.stream is None)

    @property
    def streamed(self) -> Parameter | None:
        """The parameter that takes a stream, if there is one."""
        return next((each for each in self.parameters if each.stream), None)


@dataclass(frozen=True, slots=True)
class ProtocolDefinition:
    """A Protocol, or the signature of a function that is passed: one service.

    Attributes:
        module: As for `Record`.
        name: The class's; ``ObserverOfEvent`` of ``Observer[Event]``; of a function made of the
            place where it is passed.
        is_function: Whether it is a ``Callable``, and has nothing but a method ``__call__``.
        generic: The name of the generic Protocol of which it is an instance, or None.
        arguments: What fills that in.
    """

    module: str
    name: str
    methods: tuple[Method, ...]
    docstring: str | None
    pinned_service: str | None
    pinned_plugin: str | None
    span: Span
    is_function: bool = False
    generic: str | None = None
    arguments: tuple[Type, ...] = ()

    @property
    def key(self) -> str:
        """Names it within the interface: ``myapp.greeter:Greeter``."""
        return f"{self.module}:{self.name}"

    @property
    def class_name(self) -> str:
        """What its module calls the class."""
        return self.generic or self.name

    @property
    def type(self) -> ObjectType:
        """The type of its objects."""
        return ObjectType(self.key, self.arguments)

    @property
    def passed(self) -> frozenset[str]:
        """The keys of the Protocols whose objects its methods take and return."""
        types = (
            type_
            for method in self.methods
            for type_ in (method.result, *(each.type for each in method.parameters))
        )
        return frozenset(each.key for each in map(object_in, types) if each)


def object_in(type_: Type) -> ObjectType | None:
    """The object that a value is, or is if it is not None; None if it is something else."""
    inner = type_.inner if isinstance(type_, OptionalType) else type_
    return inner if isinstance(inner, ObjectType) else None


class RecordKind(Enum):
    """How a record is declared, which says how its objects are made and taken apart."""

    DATACLASS = "dataclass"
    NAMED_TUPLE = "NamedTuple"
    TYPED_DICT = "TypedDict"
    ATTRS = "attrs"
    PYDANTIC = "pydantic"


@dataclass(frozen=True, slots=True)
class RecordField:
    """One field of a record.

    Attributes:
        may_be_missing: Whether an object may be without it: a key that a TypedDict does not
            demand. Its type is optional then, and None stands for what is missing; unless it may
            be None as well: then the default is a computed one.
        kept_as: The attribute that an object keeps it in, where that has another name:
            ``args[0]`` of an exception.
        argument: What the constructor calls it, if not by its name.
        is_read_only: Whether type checkers let nobody assign it: a key that is `ReadOnly`.
    """

    name: str
    type: Type
    default: Default | None
    keyword_only: bool
    pinned: PinnedField
    comment: str | None
    span: Span
    may_be_missing: bool = False
    kept_as: str | None = None
    argument: str | None = None
    is_read_only: bool = False

    @property
    def wire_default(self) -> Default | None:
        """What its absence from the wire means, if anything."""
        return None if self.pinned.implicit else self.default


class AtHome(Enum):
    """Why an attribute of a record is not sent. The value says so."""

    CLASS = "a ClassVar is no part of an object"
    NO_ARGUMENT = "the constructor does not take it"
    NOT_KEPT = "an InitVar is not kept, and its default is used on arrival"
    PRIVATE = "it is private, and no part of what the model holds"
    NOT_COMPARED = "it is private, and objects are equal without it"

    @property
    def is_argument(self) -> bool:
        """Whether the constructor takes it all the same."""
        return self in {AtHome.NOT_KEPT, AtHome.NOT_COMPARED}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An attribute of a record that is not sent."""

    name: str
    reason: AtHome
    span: Span


@dataclass(frozen=True, slots=True)
class Record:
    """A class with fields that the interface uses: a dataclass or another of its kinds.

    Attributes:
        key: Names it within the interface: ``myapp.people:Person``.
        module: The dotted module that defines it, as generated code would import it absolutely.
        name: The class's; ``PageOfUser`` of ``Page[User]``.
        fields: Those that the constructor takes, base classes' first.
        is_hashable: Whether the class has a hash; its fields' values may have none all the same.
        generic: The name of the generic class of which it is an instance, or None.
        arguments: What fills that in.
        left_out: What else its body declares, base classes' first.
    """

    key: str
    module: str
    name: str
    fields: tuple[RecordField, ...]
    docstring: str | None
    pinned_message: str | None
    span: Span
    is_hashable: bool = False
    kind: RecordKind = RecordKind.DATACLASS
    generic: str | None = None
    arguments: tuple[Type, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def class_name(self) -> str:
        """What its module calls the class."""
        return self.generic or self.name

    @property
    def type(self) -> RecordType:
        """The type of its objects."""
        return RecordType(self.key, self.arguments)


class EnumBase(Enum):
    """What kind of enum it is: members of an `IntEnum` are numbers."""

    ENUM = "Enum"
    INT_ENUM = "IntEnum"


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an enum.

    Attributes:
        value: Its value where it is an int literal, else None: a string, `auto()`, anything else.
        alias_of: The earlier member with the same value, of which this is another name; None for
            a member proper.
    """

    name: str
    value: int | None
    alias_of: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class EnumDefinition:
    """An enum that the interface uses. `key` and `module` as for `Record`."""

    key: str
    module: str
    name: str
    base: EnumBase
    members: tuple[Member, ...]
    docstring: str | None
    pinned_message: str | None
    span: Span

    @property
    def class_name(self) -> str:
        """What its module calls it."""
        return self.name


@dataclass(frozen=True, slots=True)
class Bit:
    """A member of a flag that is one bit, with the value that it has on the wire too."""

    name: str
    value: int
    span: Span


@dataclass(frozen=True, slots=True)
class Result:
    """What a method returns, by the method's name."""

    name: str
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A Python file, read.

    Attributes:
        path: As the user named it.
        module: Its dotted import name, found by going up through the folders that have an
            ``__init__.py``.
        in_package: Whether its own folder is a package.
        text: Its text, decoded.
    """

    path: str
    module: str
    in_package: bool
    text: str


@dataclass(frozen=True, slots=True)
class ExceptionGroupClass:
    """A subclass of `ExceptionGroup` that is made as that is.

    Attributes:
        key: Names it within the interface: ``myapp.errors:Failures``.
        module: Where it is defined.
        name: As the class statement has it.
    """

    key: str
    module: str
    name: str
    span: Span

    @property
    def class_name(self) -> str:
        """What its module calls it."""
        return self.name


@dataclass(frozen=True, slots=True)
class Interface:
    """All that a source file says.

    Attributes:
        source: The file.
        protocols: Its Protocols, in the order of the file, at least one; behind them those of
            other files whose objects they pass, and a definition for each function that they do.
        records: Those that the Protocols reach, by key, in the order in which they are reached.
        enums: Likewise.
        docstring: The module's.
        exceptions: The keys of those records that are exceptions, which cross the wire as
            themselves.
        exception_groups: Subclasses of `ExceptionGroup` that do so, too.
        unread: The keys of the classes of which some part could not be read, and is missing: what
            seems not to be there may be in it. One that is lowered to its end has none.
        bits: Those of the flags that the Protocols reach, by the flag's key, as far as the file
            says them.
    """

    source: SourceFile
    protocols: tuple[ProtocolDefinition, ...]
    records: dict[str, Record] = field(default_factory=dict)
    enums: dict[str, EnumDefinition] = field(default_factory=dict)
    docstring: str | None = None
    exceptions: tuple[str, ...] = ()
    exception_groups: tuple[ExceptionGroupClass, ...] = ()
    unread: frozenset[str] = frozenset()
    bits: dict[str, tuple[Bit, ...]] = field(default_factory=dict)

    @property
    def passed(self) -> frozenset[str]:
        """The keys of the Protocols whose objects are parameters or results."""
        return frozenset().union(*(each.passed for each in self.protocols))

    def is_plugin(self, protocol: ProtocolDefinition) -> bool:
        """Whether hosts dispense it: it is the file's own, and none of its others passes it."""
        if protocol.is_function or protocol.module != self.source.module:
            return False
        others = (each.passed for each in self.protocols if each.key != protocol.key)
        return protocol.pinned_plugin is not None or not any(
            protocol.key in each for each in others
        )

    def values(self) -> Iterator[Parameter | RecordField | Result]:
        """Everything that has a type: parameters, results and fields of records."""
        for protocol in self.protocols:
            for method in protocol.methods:
                yield from method.parameters
                yield Result(method.name, method.result, method.span)
        for record in self.records.values():
            yield from record.fields

    def types(self) -> Iterator[Type]:
        """The types of all these, and all that they are made of."""
        for each in self.values():
            yield from within(each.type)

    @property
    def new_types(self) -> dict[str, NewType]:
        """What is made by `typing.NewType` among them, by key."""
        return {each.key: each for each in self.types() if isinstance(each, NewType)}

    @property
    def flags(self) -> dict[str, FlagType]:
        """The flags among them, by key."""
        return {each.key: each for each in self.types() if isinstance(each, FlagType)}
