"""The views of client.py, server.py and the scaffold main.py: one class for each Protocol."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from gen_plugin.frozen import dataclass
from gen_plugin.lower.contract import Contract, MethodBinding, ServiceBinding
from gen_plugin.model.interface import ComputedDefault, Stream, object_in
from gen_plugin.model.types import NoneType
from gen_plugin.render.python.classes import Classes
from gen_plugin.render.python.codec_names import CodecNames, declared_order
from gen_plugin.render.python.expressions import Expressions
from gen_plugin.render.python.names import Names
from gen_plugin.render.python.objects import Counterparts, Passing, counterparts
from gen_plugin.render.python.places import argument_place, result_place
from gen_plugin.render.python.signatures import (
    bound,
    called,
    decorator,
    given,
    implementation,
    keyword_checks,
    omissible,
    passed,
    private_names,
    shadowing,
    signature,
)

HELPERS = frozenset(
    {
        "awaited", "check_keywords", "decode_async_stream", "decode_items", "decode_stream",
        "dial_async", "encode_async_items", "encode_items", "encode_results", "first_message",
        "offer", "offer_async", "served", "split_first",
    }
)  # fmt: skip
"""The functions of the runtime that the methods of clients and servers call."""

_SHAPES = {
    (False, False): "unary",
    (False, True): "server_streaming",
    (True, False): "client_streaming",
    (True, True): "bidirectional",
}
SERVER_ATTRIBUTES = frozenset({"service", "handlers", "_impl", "_broker"})
CLIENT_ATTRIBUTES = frozenset({"_broker", "_connection"})
"""What the classes have beside methods of the interface."""


@dataclass(frozen=True, slots=True)
class MethodView:
    """One method of a class.

    Attributes:
        name: As the interface calls it.
        decorator: What makes it a property, or None.
        wire_name: As the service calls it.
        path: ``/greeter.v1.Greeter/Greet``.
        attribute: The private attribute for it.
        parameters: Its parameters as the interface declares them.
        returns: Its return type.
        returns_value: Whether that is not None.
        docstring: As in the interface; None if there is none.
        shape: What the runtime calls its shape: ``unary``, ``server_streaming``, ...
        request: What the functions for its request are called after ``encode_``.
        sent: Likewise for what carries its arguments; None if it has only a stream.
        sent_field: The number of the request's field for them, before a stream; else None.
        response: Likewise for its response.
        stream: What the client calls the parameter that is a stream, or None.
        streams_results: Whether it returns a stream.
        definition: ``def`` or ``async def``.
        is_awaited: Whether tasks call it, rather than threads.
        given: What the encoder is given for its other parameters.
        taken: What the server calls what the decoder gives for them, in the same order.
        checks: The client's statements that refuse keyword arguments that nobody declared.
        offers: Those that give numbers to the objects among the arguments.
        dials: The server's statements that make objects of numbers.
        called: How the server calls the implementation.
        function: What it calls the implementation's method, where arguments may be left out.
        implementation: What it makes that of.
        omitted: What the server calls those arguments, and how it passes them.
        number: What the client calls the number of the object that is its result; empty if it
            returns none.
        dialled: What the client makes of that number.
        result: What the server calls that object.
        offered: The expression of the number that the server sends for it.
        data: What the server calls the bytes of the request, or the stream of them.
        first: What it calls those of the arguments before a stream.
    """

    name: str
    decorator: str | None
    wire_name: str
    path: str
    attribute: str
    parameters: tuple[str, ...]
    returns: str
    returns_value: bool
    docstring: str | None
    shape: str
    request: str
    sent: str | None
    sent_field: int | None
    response: str
    stream: str | None
    streams_results: bool
    definition: str
    is_awaited: bool
    given: tuple[str, ...]
    taken: tuple[str, ...]
    checks: tuple[str, ...]
    offers: tuple[str, ...]
    dials: tuple[str, ...]
    called: str
    function: str
    implementation: str
    omitted: tuple[tuple[str, str], ...]
    number: str
    dialled: str
    result: str
    offered: str
    data: str
    first: str


@dataclass(frozen=True, slots=True)
class OwnNames:
    """What a file calls what its methods use, and no parameter is called.

    Attributes:
        codec: The codec.
        helpers: Each of `HELPERS`.
        counterparts: The classes of each Protocol whose objects are passed, by its key.
    """

    codec: str
    helpers: Mapping[str, str]
    counterparts: Mapping[str, Counterparts]


@dataclass(frozen=True, slots=True)
class ServiceView:
    """One Protocol and the class made for it.

    Attributes:
        name: The class.
        protocol: What the file calls the Protocol.
        docstring: The Protocol's; None if it has none.
        service: The full name of the service.
        codec: What the file calls the codec.
        helpers: What it calls the functions of the runtime that its methods call.
        iterator: What it calls the class.
        exceptions: What the codec calls the table of the interface's exceptions, or None.
        is_passed: Whether objects of the Protocol are passed.
        needed: What such an object is called where there is none, and the methods that it has.
        passes: Whether its methods pass objects.
    """

    name: str
    protocol: str
    docstring: str | None
    service: str
    codec: str
    helpers: Mapping[str, str]
    iterator: str
    exceptions: str | None
    is_passed: bool
    needed: tuple[str, ...]
    passes: bool
    methods: tuple[MethodView, ...]


def view_client(
    service: ServiceBinding, contract: Contract, classes: Classes, codec: CodecNames, own: OwnNames
) -> ServiceView:
    """The client class."""
    name = f"{service.protocol.name}Client"
    return view_class(service, contract, classes, codec, own, name, CLIENT_ATTRIBUTES)


def view_server(
    service: ServiceBinding, contract: Contract, classes: Classes, codec: CodecNames, own: OwnNames
) -> ServiceView:
    """The server class."""
    name = f"{service.protocol.name}Server"
    return view_class(service, contract, classes, codec, own, name, SERVER_ATTRIBUTES)


def view_implementation(
    service: ServiceBinding,
    contract: Contract,
    classes: Classes,
    codec: CodecNames,
    name: str,
    taken: Collection[str],
) -> ServiceView:
    """The class of the scaffold, called `name`; defaults with names in `taken` are left out."""
    own = OwnNames("", dict.fromkeys(HELPERS, ""), counterparts(contract))
    return view_class(service, contract, classes, codec, own, name, frozenset(), taken)


def view_class(
    service: ServiceBinding,
    contract: Contract,
    classes: Classes,
    codec: CodecNames,
    own: OwnNames,
    name: str,
    attributes: Collection[str],
    taken: Collection[str] = (),
) -> ServiceView:
    """A class called `name`, with `attributes` of its own; others as for `view_implementation`."""
    methods = [each.method for each in service.methods]
    shadowed = shadowing(methods).union(taken)
    expressions = Expressions(
        classes.types, classes.standard, shadowed, classes.functions, own=name
    )
    private = private_names(methods, attributes)
    return ServiceView(
        name=name,
        protocol=expressions.type(service.protocol.type),
        docstring=service.protocol.docstring,
        service=service.full_name,
        codec=own.codec,
        helpers=own.helpers,
        iterator=classes.standard[Stream.ITERATOR.value],
        exceptions=codec.exceptions,
        is_passed=service.is_passed,
        needed=(
            "function" if service.protocol.is_function else service.protocol.name,
            *(each.name for each in methods if each.attribute is None),
        ),
        passes=bool(service.protocol.passed),
        methods=tuple(
            _method(each, contract, expressions, codec, private[each.method.name], own)
            for each in service.methods
        ),
    )


def _method(
    binding: MethodBinding,
    contract: Contract,
    expressions: Expressions,
    codec: CodecNames,
    attribute: str,
    own: OwnNames,
) -> MethodView:
    method = binding.method
    names = Names({"self", own.codec, "OMITTED", "partial"}, own.helpers.values())
    data = names.take("requests" if method.streamed else "request")
    first = names.take("first")
    local = {each.name: names.take(each.name) for each in method.arguments}
    names = Names(names.all(), (each.name for each in method.parameters))
    objects = [each for each in method.arguments if object_in(each.type)]
    numbers = {each.name: names.beside(each.name, "id") for each in objects}
    number, result = names.take("result_id"), names.take("result")
    client = Passing(own.counterparts, own.helpers, in_task=method.is_async)
    server = Passing(own.counterparts, own.helpers, in_task=False)
    returns_object = object_in(method.result) is not None
    order = declared_order(binding.arguments, contract) if binding.arguments else ()
    by_name = {each.name: each for each in method.parameters}
    request = codec.messages[binding.request]
    if method.streamed:
        decoded = f"{own.helpers['decode_items']}({own.codec}.decode_{request}, {data})"
        local[method.streamed.name] = decoded
    arguments = [local[each.name] for each in method.parameters]
    function = names.take("method")
    omitted = tuple(
        (local[each.name], omissible(each, local[each.name]))
        for each in method.arguments
        if isinstance(each.default, ComputedDefault)
    )
    before = bound(method.parameters, arguments)
    behind = passed(method.parameters, arguments)[len(before) :]
    return MethodView(
        name=method.python_name,
        decorator=decorator(method),
        wire_name=binding.name,
        path=binding.path,
        attribute=attribute,
        parameters=signature(method, expressions, is_implementation=not own.codec),
        returns=expressions.result(method),
        returns_value=not isinstance(method.result, NoneType),
        docstring=method.docstring,
        shape=_SHAPES[method.streamed is not None, method.result_stream is not None],
        request=request,
        sent=codec.messages[binding.arguments] if binding.arguments else None,
        sent_field=binding.arguments_field,
        response=codec.messages[binding.response],
        stream=method.streamed.name if method.streamed else None,
        streams_results=method.result_stream is not None,
        definition="async def" if method.is_async else "def",
        is_awaited=method.is_awaited,
        given=tuple(numbers.get(each) or given(by_name[each], expressions) for each in order),
        taken=tuple(numbers.get(each, local[each]) for each in order),
        checks=keyword_checks(method, own.helpers.get("check_keywords", "")),
        offers=tuple(
            f"{numbers[each.name]} = "
            f"{client.offered(each.name, each.type, argument_place(method, each))}"
            for each in objects
        ),
        dials=tuple(
            f"{local[each.name]} = {server.dialled(numbers[each.name], each.type)}"
            for each in objects
        ),
        called=called(method, behind, function if omitted else ""),
        function=function,
        implementation=implementation(method, before),
        omitted=omitted,
        number=number if returns_object else "",
        dialled=client.dialled(number, method.result) if returns_object else "",
        result=result if returns_object else "",
        offered=server.offered(result, method.result, result_place(method))
        if returns_object
        else "",
        data=data,
        first=first,
    )
