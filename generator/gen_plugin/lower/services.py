"""Services and their methods."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from gen_plugin.lower import keys
from gen_plugin.lower.contract import MethodBinding, ServiceBinding
from gen_plugin.lower.lock import LockedField
from gen_plugin.lower.naming import FileNames
from gen_plugin.model.interface import Method, ProtocolDefinition
from gen_plugin.proto.model import ProtoMethod, ProtoService


def bind(
    protocol: ProtocolDefinition,
    passed: Collection[str],
    package: str,
    names: FileNames,
    fields: Mapping[str, LockedField],
) -> ServiceBinding:
    """Tie a Protocol to its service.

    Args:
        protocol: The Protocol.
        passed: The keys of the Protocols whose objects are passed.
        package: The proto package.
        names: Of the file.
        fields: All fields of the file, by their keys in the lock.
    """
    full_name = f"{package}.{names.types[protocol.name]}"
    return ServiceBinding(
        protocol=protocol,
        full_name=full_name,
        plugin=names.plugins.get(protocol.name),
        is_passed=protocol.key in passed,
        methods=tuple(
            _bind_method(each, keys.method(protocol.name, each.name), full_name, names, fields)
            for each in protocol.methods
        ),
    )


def describe(service: ServiceBinding) -> ProtoService:
    """The service as it stands in the .proto."""
    return ProtoService(
        name=service.full_name.rpartition(".")[2],
        methods=tuple(
            ProtoMethod(
                each.name,
                each.request,
                each.response,
                each.method.docstring,
                client_streams=each.method.streamed is not None,
                server_streams=each.method.result_stream is not None,
            )
            for each in service.methods
        ),
        comment=service.protocol.docstring,
    )


def _bind_method(
    method: Method,
    key: str,
    service: str,
    names: FileNames,
    fields: Mapping[str, LockedField],
) -> MethodBinding:
    name = names.methods[key]
    sent = keys.stream(key) if method.streamed else keys.request(key)
    before = fields.get(keys.streamed(key, keys.ARGUMENTS))
    return MethodBinding(
        method=method,
        name=name,
        path=f"/{service}/{name}",
        request=names.types[sent],
        response=names.types[keys.response(key)],
        arguments=names.types.get(keys.request(key)),
        arguments_field=before.number if before else None,
    )
