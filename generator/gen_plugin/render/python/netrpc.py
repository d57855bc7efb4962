"""The view of netrpc.py: the types of values, the methods, and two classes for each Protocol."""

from __future__ import annotations

from collections.abc import Mapping

from gen_plugin.frozen import dataclass
from gen_plugin.lower import casing
from gen_plugin.lower.contract import Contract, ServiceBinding
from gen_plugin.lower.netrpc.contract import (
    ArgumentForm,
    GobField,
    GobMethod,
    GobService,
    NetRpcContract,
)
from gen_plugin.model.interface import Interface, object_in
from gen_plugin.model.types import NoneType, Type
from gen_plugin.render.layout import literal
from gen_plugin.render.python.classes import Classes, netrpc_infix
from gen_plugin.render.python.codec_names import CodecNames
from gen_plugin.render.python.expressions import Expressions
from gen_plugin.render.python.names import Names
from gen_plugin.render.python.netrpc_types import Constant, GobTypes, tuple_text
from gen_plugin.render.python.service import (
    CLIENT_ATTRIBUTES,
    SERVER_ATTRIBUTES,
    MethodView,
    OwnNames,
    ServiceView,
    view_class,
)
from gen_plugin.render.python.signatures import shadowing

SEAMS = frozenset({"NetRpcBroker", "NetRpcConnection"})
"""What only type checkers import from there."""

RUNTIME_NAMES = SEAMS | frozenset(
    {
        "BOOL", "BYTES", "Converted", "DURATION", "EMPTY_STRUCT", "FLOAT32", "FLOAT64", "INT",
        "INT32", "INT64", "JSON", "Map", "Method", "NOTHING", "NetRpcHandler", "OBJECT", "Pointer",
        "STRING", "Slice", "Struct", "TIME", "UINT32", "UINT64", "Union", "ZONED_TIME",
        "arguments_map", "carried", "counter_of", "default_dict_of", "deque_of", "dict_of",
        "frozenset_of", "items_of", "mapping_of",
        "nullable", "omissible", "optional", "ordered_dict_of", "record", "set_of", "tuple_of",
        "typed_dict",
    }
)  # fmt: skip
"""What netrpc.py may import from the runtime's module for it."""

_SERVER_ATTRIBUTES = SERVER_ATTRIBUTES | {"methods"}


@dataclass(frozen=True, slots=True)
class NetRpcMethod:
    """One method.

    Attributes:
        client: As a client's method over gRPC.
        server: As a server's.
        constant: What the file calls its wire form.
        name: Its name in Go.
        argument: The description of its argument's type.
        result: Likewise.
        argument_type: What a Python value of that is, as an annotation.
        result_type: Likewise.
        given: The argument, as the client puts it together.
        parameter: What the server's method calls it.
        taken: What it takes it apart into; empty if it is one value.
    """

    client: MethodView
    server: MethodView
    constant: str
    name: str
    argument: str
    result: str
    argument_type: str
    result_type: str
    given: str
    parameter: str
    taken: str


@dataclass(frozen=True, slots=True)
class NetRpcService:
    """One Protocol: its client, its server, and the methods of both."""

    client: ServiceView
    server: ServiceView
    methods: tuple[NetRpcMethod, ...]


@dataclass(frozen=True, slots=True)
class NetRpcView:
    """The body of netrpc.py.

    Attributes:
        callable: What the file calls `collections.abc.Callable`.
        awaitable: Likewise.
    """

    callable: str
    awaitable: str
    types: tuple[Constant, ...]
    services: tuple[NetRpcService, ...]


def view_netrpc(
    interface: Interface,
    contract: Contract,
    netrpc: NetRpcContract,
    classes: Classes,
    codec: CodecNames,
    own: OwnNames,
    names: Names,
) -> NetRpcView:
    """The view of netrpc.py; `names` are those of the file."""
    expressions = Expressions(classes.types, classes.standard, (), classes.functions)
    types = GobTypes(interface, netrpc, names, expressions, codec, own.codec)
    constants = {
        (service.protocol.name, each.name): names.take(
            f"{casing.upper_snake(service.protocol.name)}_{casing.upper_snake(each.name)}"
        )
        for service in netrpc.services
        for each in service.methods
    }
    services = tuple(
        _service(binding, each, contract, classes, codec, own, types, constants)
        for binding, each in zip(contract.services, netrpc.services, strict=True)
    )
    standard = classes.standard
    return NetRpcView(standard["Callable"], standard["Awaitable"], types.constants(), services)


def _service(
    binding: ServiceBinding,
    service: GobService,
    contract: Contract,
    classes: Classes,
    codec: CodecNames,
    own: OwnNames,
    types: GobTypes,
    constants: Mapping[tuple[str, str], str],
) -> NetRpcService:
    stem = f"{service.protocol.name}{netrpc_infix(contract)}"
    client, server = (
        view_class(binding, contract, classes, codec, own, f"{stem}{suffix}", attributes)
        for suffix, attributes in (("Client", CLIENT_ATTRIBUTES), ("Server", _SERVER_ATTRIBUTES))
    )
    annotations = Expressions(
        classes.types,
        classes.standard,
        shadowing([each.method for each in service.methods]),
        classes.functions,
    )
    return NetRpcService(
        client,
        server,
        tuple(
            _method(each, views, types, annotations, constants[service.protocol.name, each.name])
            for each, *views in zip(service.methods, client.methods, server.methods, strict=True)
        ),
    )


def _method(
    method: GobMethod,
    views: list[MethodView],
    types: GobTypes,
    annotations: Expressions,
    constant: str,
) -> NetRpcMethod:
    client, server = views
    declared = [_annotation(each, annotations) for each in method.fields]
    is_one = method.form is ArgumentForm.VALUE
    is_nothing = method.form is ArgumentForm.NOTHING
    apart = ", ".join(server.taken) if len(server.taken) > 1 else tuple_text(server.taken)
    given = client.given[0] if is_one else tuple_text(client.given)
    return NetRpcMethod(
        client=client,
        server=server,
        constant=constant,
        name=method.name,
        argument=_argument(method, types),
        result=types.of(method.method.result),
        argument_type=_one_or_tuple(declared, is_one=is_one),
        result_type=_carried(method.method.result, annotations),
        given="None" if is_nothing else given,
        parameter="_" if is_nothing else server.taken[0] if is_one else server.data,
        taken="" if is_one or is_nothing else apart,
    )


def _argument(method: GobMethod, types: GobTypes) -> str:
    match method.form:
        case ArgumentForm.NOTHING:
            return types.nothing
        case ArgumentForm.VALUE:
            return types.field(method.fields[0])
        case ArgumentForm.STRUCT:
            return types.structs[method.struct]
        case ArgumentForm.MAP:
            entries = (f"({literal(each.name)}, {_entry(each, types)})" for each in method.fields)
            return f"arguments_map({', '.join(entries)})"


def _entry(each: GobField, types: GobTypes) -> str:
    """An int without a format is the int of a Go author, who asks for one by its exact type."""
    kind = types.field(each)
    return "INT" if kind == "INT64" else kind


def _annotation(each: GobField, annotations: Expressions) -> str:
    if each.type is None:
        raise TypeError("every argument has a type")
    carried = _carried(each.type, annotations)
    return f"{carried} | Omitted" if each.is_omissible else carried


def _carried(type_: Type, annotations: Expressions) -> str:
    """What goes through a connection for a value, as an annotation."""
    if isinstance(type_, NoneType):
        return "None"
    return "int" if object_in(type_) else annotations.type(type_)


def _one_or_tuple(declared: list[str], *, is_one: bool) -> str:
    if not declared:
        return "None"
    return declared[0] if is_one else f"tuple[{', '.join(declared)}]"
