"""The view of the Go side over net/rpc: as its author would have written it by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from math import exp, log

from gen_plugin.frozen import dataclass
from gen_plugin.lower.contract import Handshake
from gen_plugin.lower.netrpc.contract import (
    ArgumentForm,
    GobEnum,
    GobField,
    GobMethod,
    GobService,
    GobStruct,
    NetRpcContract,
    Nothing,
)
from gen_plugin.lower.netrpc.go_names import GO_KEYWORDS
from gen_plugin.lower.netrpc.naming import exported
from gen_plugin.model.interface import object_in
from gen_plugin.model.types import OptionalType, Type
from gen_plugin.render.environment import print_template
from gen_plugin.render.go.comments import commented

_PREDECLARED = frozenset(
    {
        "any", "append", "bool", "byte", "cap", "clear", "close", "comparable", "complex",
        "complex128", "complex64", "copy", "delete", "error", "false", "float32", "float64", "imag",
        "int", "int16", "int32", "int64", "int8", "iota", "len", "make", "max", "min", "new", "nil",
        "panic", "print", "println", "real", "recover", "rune", "string", "true", "uint", "uint16",
        "uint32", "uint64", "uint8", "uintptr",
    }
)  # fmt: skip
_LOCAL = frozenset(
    {
        "args", "c", "client", "conn", "err", "id", "json", "plugin", "resp", "result", "rpc", "s",
        "time",
    }
)  # fmt: skip
"""What the methods themselves have names for, and the packages that they use."""

_ZONED = "ZonedTime"
_SHORT, _RATIO = 40, 2.5
"""To gofmt all keys are of like width that are not wider than this; others within this ratio."""


@dataclass(frozen=True, slots=True)
class GoObject:
    """A Protocol whose objects are passed.

    Attributes:
        name: Its interface: ``AddHelper``.
        impl: What its server calls the implementation.
        passes: Whether its methods pass objects themselves, and need the broker.
    """

    name: str
    impl: str
    passes: bool


@dataclass(frozen=True, slots=True)
class GoParameter:
    """A parameter of a method.

    Attributes:
        name: As Go calls it: ``byName``.
        type: Go's text.
        sent: The expression of what is sent for it.
        received: That of what the server gives to the implementation.
        arrived: The expression of what has arrived for it.
        passed: What it is if it is an object, else None.
    """

    name: str
    type: str
    sent: str
    received: str
    arrived: str
    passed: GoObject | None


@dataclass(frozen=True, slots=True)
class GoMethod:
    """A method.

    Attributes:
        name: ``Greet``.
        comment: Its docstring, as lines.
        parameters: Its parameters.
        argument: The type of what is sent.
        sent: The expression of that.
        result: The type of the result; empty if there is none.
        reply: The type of what comes back for it.
        returned: What the result is if it is an object, else None.
        may_return_nil: Whether it may be nil then.
    """

    name: str
    comment: tuple[str, ...]
    parameters: tuple[GoParameter, ...]
    argument: str
    sent: str
    result: str
    reply: str
    returned: GoObject | None
    may_return_nil: bool

    @property
    def signature(self) -> str:
        """Its name, its parameters and what it returns."""
        given = ", ".join(f"{each.name} {each.type}" for each in self.parameters)
        result = self.returned.name if self.returned else self.result
        returns = f"({result}, error)" if result else "error"
        return f"{self.name}({given}) {returns}"


@dataclass(frozen=True, slots=True)
class GoService:
    """A Protocol.

    Attributes:
        is_plugin: Whether hosts dispense it.
        passes: Whether its methods pass objects.
        impl: What the server calls its implementation.
    """

    name: str
    comment: tuple[str, ...]
    is_plugin: bool
    passes: bool
    impl: str
    methods: tuple[GoMethod, ...]


@dataclass(frozen=True, slots=True)
class GoStruct:
    """A struct: its fields as lines, aligned."""

    name: str
    comment: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoEnum:
    """An int type: its constants as lines, aligned.

    Attributes:
        type: Go's text for the type beneath.
    """

    name: str
    comment: tuple[str, ...]
    type: str
    constants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoView:
    """The file.

    Attributes:
        cookie_key: A literal, as is `cookie_value`.
        plugins: The entries of the plugin map as lines, aligned.
    """

    source: str
    package: str
    imports: tuple[str, ...]
    protocol_version: int
    cookie_key: str
    cookie_value: str
    plugins: tuple[str, ...]
    services: tuple[GoService, ...]
    structs: tuple[GoStruct, ...]
    enums: tuple[GoEnum, ...]
    has_zones: bool


def print_netrpc(contract: NetRpcContract, handshake: Handshake, source: str) -> str:
    """The Go file.

    Args:
        contract: Over net/rpc.
        handshake: What hosts and plugins share.
        source: The name of the interface file.
    """
    texts = [each.go for struct in contract.structs for each in struct.fields]
    texts += [m.result for service in contract.services for m in service.methods]
    texts += [f.go for service in contract.services for m in service.methods for f in m.fields]
    protocols = {each.protocol.key: each for each in contract.services}
    has_zones = any(_ZONED in each for each in texts)
    view = GoView(
        source=source,
        package=contract.package,
        imports=tuple(_imports(texts, has_zones=has_zones)),
        protocol_version=handshake.protocol_version,
        cookie_key=_quoted(handshake.magic_cookie_key),
        cookie_value=_quoted(handshake.magic_cookie_value),
        plugins=tuple(_entries(contract.services)),
        services=tuple(_service(each, protocols, contract.nothing) for each in contract.services),
        structs=tuple(map(_struct, contract.structs)),
        enums=tuple(map(_enum, contract.enums)),
        has_zones=has_zones,
    )
    return print_template("go/netrpc.go.j2", view)


def _quoted(text: str) -> str:
    """A string literal: JSON's are Go's."""
    return json.dumps(text, ensure_ascii=False)


def _imports(texts: Iterable[str], *, has_zones: bool) -> list[str]:
    whole = " ".join(texts)
    found = ["net/rpc"]
    if "json." in whole:
        found.append("encoding/json")
    if "time." in whole or has_zones:
        found.append("time")
    return sorted(found)


def _entries(services: Iterable[GobService]) -> Iterator[str]:
    """The plugin map's entries: gofmt aligns keys with those before them that are of like width."""
    section: list[tuple[str, str]] = []
    widths: list[int] = []
    for service in services:
        if service.plugin is None:
            continue
        key = _quoted(service.plugin)
        if widths and max(widths[-1], len(key)) > _SHORT and not _is_like(len(key), widths):
            yield from _aligned(section)
            section = []
        section.append((f"{key}:", f"&{service.name}Plugin{{}},"))
        widths.append(len(key))
    yield from _aligned(section)


def _is_like(width: int, widths: list[int]) -> bool:
    ratio = width / exp(sum(map(log, widths)) / len(widths))
    return 1 / _RATIO < ratio < _RATIO


def _struct(struct: GobStruct) -> GoStruct:
    fields = _aligned([(each.name, each.go) for each in struct.fields])
    return GoStruct(struct.name, _comment(struct.docstring), tuple(fields))


def _enum(enum: GobEnum) -> GoEnum:
    constants = _aligned([(name, f"{enum.name} = {number}") for name, number in enum.members])
    return GoEnum(enum.name, _comment(enum.docstring), enum.go, tuple(constants))


def _comment(docstring: str | None) -> tuple[str, ...]:
    return commented(docstring) if docstring else ()


def _aligned(lines: list[tuple[str, str]]) -> list[str]:
    """Two columns, as gofmt aligns them."""
    width = max((len(left) for left, _ in lines), default=0)
    return [f"{left:{width}} {right}" for left, right in lines]


def _service(
    service: GobService, protocols: Mapping[str, GobService], nothing: Nothing
) -> GoService:
    protocol = service.protocol
    return GoService(
        name=service.name,
        comment=_comment(protocol.docstring),
        is_plugin=service.plugin is not None,
        passes=bool(protocol.passed),
        impl=_impl(service),
        methods=tuple(_method(each, protocols, nothing) for each in service.methods),
    )


def _method(method: GobMethod, protocols: Mapping[str, GobService], nothing: Nothing) -> GoMethod:
    names = _local_names(method.fields)
    parameters = tuple(
        _parameter(each, names[each.python_name], method, protocols) for each in method.fields
    )
    return GoMethod(
        name=method.name,
        comment=_comment(method.method.docstring),
        parameters=parameters,
        argument=_argument(method, nothing),
        sent=_sent(method, parameters, nothing),
        result=method.result,
        reply=method.result or nothing.value,
        returned=_object(method.method.result, protocols),
        may_return_nil=isinstance(method.method.result, OptionalType),
    )


def _argument(method: GobMethod, nothing: Nothing) -> str:
    match method.form:
        case ArgumentForm.NOTHING:
            return nothing.value
        case ArgumentForm.VALUE:
            return method.fields[0].go
        case ArgumentForm.STRUCT:
            return method.struct
        case ArgumentForm.MAP:
            return "map[string]interface{}"


def _sent(method: GobMethod, parameters: tuple[GoParameter, ...], nothing: Nothing) -> str:
    values = [each.sent for each in parameters]
    match method.form:
        case ArgumentForm.NOTHING:
            return "struct{}{}" if nothing is Nothing.STRUCT else "new(interface{})"
        case ArgumentForm.VALUE:
            return values[0]
        case ArgumentForm.STRUCT:
            return f"{method.struct}{{{', '.join(values)}}}"
        case ArgumentForm.MAP:
            pairs = zip(method.fields, values, strict=True)
            entries = ", ".join(f"{_quoted(each.name)}: {value}" for each, value in pairs)
            return f"map[string]interface{{}}{{{entries}}}"


def _parameter(
    each: GobField, name: str, method: GobMethod, protocols: Mapping[str, GobService]
) -> GoParameter:
    passed = _object(each.type, protocols) if each.type else None
    go = "int" if method.form is ArgumentForm.MAP and each.go == "int64" else each.go
    arrived = {
        ArgumentForm.VALUE: "args",
        ArgumentForm.MAP: f"args[{_quoted(each.name)}].({go})",
    }.get(method.form, f"args.{each.name}")
    return GoParameter(
        name=name,
        type=passed.name if passed else go,
        sent=f"{name}ID" if passed else name,
        received=name if passed else arrived,
        arrived=arrived,
        passed=passed,
    )


def _object(type_: Type, protocols: Mapping[str, GobService]) -> GoObject | None:
    """What passes for a value of the type, if that is an object."""
    passed = object_in(type_)
    if passed is None:
        return None
    service = protocols[passed.key]
    return GoObject(service.name, _impl(service), bool(service.protocol.passed))


def _impl(service: GobService) -> str:
    """A name for the implementation, which no method has."""
    return "Impl_" if any(each.name == "Impl" for each in service.methods) else "Impl"


def _local_names(fields: Iterable[GobField]) -> dict[str, str]:
    """Names for the parameters, which no other thing in a method has."""
    taken = set(GO_KEYWORDS | _PREDECLARED | _LOCAL)
    found = {}
    for each in fields:
        name = exported(each.python_name)
        name = name[0].lower() + name[1:]
        while name in taken or f"{name}ID" in taken:
            name += "_"
        taken |= {name, f"{name}ID"}
        found[each.python_name] = name
    return found
