"""The views of client.py, server.py and the scaffold main.py: one class for each Protocol."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from gen_plugin.lower.contract import Contract, MethodBinding, ServiceBinding
from gen_plugin.model.types import NoneType
from gen_plugin.render.python.classes import Classes
from gen_plugin.render.python.codec_names import CodecNames, declared_order
from gen_plugin.render.python.expressions import Expressions
from gen_plugin.render.python.names import Names
from gen_plugin.render.python.signatures import (
    passed,
    private_names,
    shadowing,
    signature,
)

_SERVER_ATTRIBUTES = frozenset({"service", "handlers", "_impl"})


@dataclass(frozen=True, slots=True)
class MethodView:
    """One method of a class.

    Attributes:
        name: As the interface calls it.
        wire_name: As the service calls it.
        path: ``/greeter.v1.Greeter/Greet``.
        attribute: The private attribute for it.
        parameters: Its parameters as the interface declares them.
        returns: Its return type.
        returns_value: Whether that is not None.
        docstring: As in the interface; None if there is none.
        request: What the functions for its request are called after ``encode_``.
        response: Likewise for its response.
        given: Its parameters, in the order in which the codec takes them.
        taken: What the server calls them, in the same order.
        arguments: How the server calls the implementation with them.
        data: What the server calls the bytes of the request.
    """

    name: str
    wire_name: str
    path: str
    attribute: str
    parameters: tuple[str, ...]
    returns: str
    returns_value: bool
    docstring: str | None
    request: str
    response: str
    given: tuple[str, ...]
    taken: tuple[str, ...]
    arguments: tuple[str, ...]
    data: str


@dataclass(frozen=True, slots=True)
class ServiceView:
    """One Protocol and the class made for it.

    Attributes:
        name: The class.
        protocol: What the file calls the Protocol.
        docstring: The Protocol's; None if it has none.
        service: The full name of the service.
        codec: What the file calls the codec.
    """

    name: str
    protocol: str
    docstring: str | None
    service: str
    codec: str
    methods: tuple[MethodView, ...]


def view_client(
    service: ServiceBinding, contract: Contract, classes: Classes, codec: CodecNames, module: str
) -> ServiceView:
    """The client class. `module` is what the file calls the codec."""
    return _view(service, contract, classes, codec, module, "Client", frozenset())


def view_server(
    service: ServiceBinding, contract: Contract, classes: Classes, codec: CodecNames, module: str
) -> ServiceView:
    """The server class. `module` is what the file calls the codec."""
    return _view(service, contract, classes, codec, module, "Server", _SERVER_ATTRIBUTES)


def view_implementation(
    service: ServiceBinding, contract: Contract, classes: Classes, codec: CodecNames, name: str
) -> ServiceView:
    """The class of the scaffold, called `name`."""
    return replace(_view(service, contract, classes, codec, "", "", frozenset()), name=name)


def _view(
    service: ServiceBinding,
    contract: Contract,
    classes: Classes,
    codec: CodecNames,
    module: str,
    suffix: str,
    attributes: Collection[str],
) -> ServiceView:
    methods = [each.method for each in service.methods]
    expressions = Expressions(classes.types, shadowing(methods))
    private = private_names(methods, attributes)
    return ServiceView(
        name=f"{service.protocol.name}{suffix}",
        protocol=classes.protocols[service.protocol.name],
        docstring=service.protocol.docstring,
        service=service.full_name,
        codec=module,
        methods=tuple(
            _method(each, contract, expressions, codec, private[each.method.name], module)
            for each in service.methods
        ),
    )


def _method(
    binding: MethodBinding,
    contract: Contract,
    expressions: Expressions,
    codec: CodecNames,
    attribute: str,
    module: str,
) -> MethodView:
    method = binding.method
    names = Names({"self", module})
    data = names.take("request")
    local = {each.name: names.take(each.name) for each in method.parameters}
    order = declared_order(binding.request, contract)
    return MethodView(
        name=method.name,
        wire_name=binding.name,
        path=binding.path,
        attribute=attribute,
        parameters=signature(method, expressions),
        returns=expressions.type(method.result),
        returns_value=not isinstance(method.result, NoneType),
        docstring=method.docstring,
        request=codec.messages[binding.request],
        response=codec.messages[binding.response],
        given=order,
        taken=tuple(local[each] for each in order),
        arguments=passed(method.parameters, tuple(local.values())),
        data=data,
    )
