"""Services and their methods."""

from __future__ import annotations

from gen_plugin.lower import keys
from gen_plugin.lower.contract import MethodBinding, ServiceBinding
from gen_plugin.lower.naming import FileNames
from gen_plugin.model.interface import Method, ProtocolDefinition
from gen_plugin.proto.model import ProtoMethod, ProtoService


def bind(protocol: ProtocolDefinition, package: str, names: FileNames) -> ServiceBinding:
    """Tie a Protocol to its service."""
    full_name = f"{package}.{names.types[protocol.name]}"
    return ServiceBinding(
        protocol=protocol,
        full_name=full_name,
        plugin=names.plugins[protocol.name],
        methods=tuple(
            _bind_method(each, keys.method(protocol.name, each.name), full_name, names)
            for each in protocol.methods
        ),
    )


def describe(service: ServiceBinding) -> ProtoService:
    """The service as it stands in the .proto."""
    return ProtoService(
        name=service.full_name.rpartition(".")[2],
        methods=tuple(
            ProtoMethod(each.name, each.request, each.response, each.method.docstring)
            for each in service.methods
        ),
        comment=service.protocol.docstring,
    )


def _bind_method(method: Method, key: str, service: str, names: FileNames) -> MethodBinding:
    name = names.methods[key]
    return MethodBinding(
        method=method,
        name=name,
        path=f"/{service}/{name}",
        request=names.types[keys.request(key)],
        response=names.types[keys.response(key)],
    )
