"""The views of plugin.py, __init__.py and descriptor.py."""

from __future__ import annotations

from collections.abc import Mapping

from gen_plugin.frozen import dataclass
from gen_plugin.lower import casing
from gen_plugin.lower.contract import Contract, Handshake
from gen_plugin.render.layout import literal
from gen_plugin.render.python.classes import Classes, netrpc_infix
from gen_plugin.render.python.expressions import Expressions
from gen_plugin.render.python.names import Names

# `ServeOptions` of the runtime: keyword arguments of `serve` beside the implementations.
_SERVE_OPTIONS = frozenset(
    {"protocol", "logger", "grace", "end_with_host", "connect_timeout", "network", "loop"}
)
_BYTES_PER_LINE = 20


@dataclass(frozen=True, slots=True)
class PluginClass:
    """One Protocol and its plugin.

    Attributes:
        name: The Protocol's name, from which those of the classes are made.
        protocol: What the file calls the Protocol.
        entries: Its keys in the plugin map, as literals: several if it has one for each transport;
            with what makes a plugin that of one transport alone.
        launched: What `launch` calls it: the key, or a key for each transport.
        parameter: What `serve` calls the implementation.
        passes: Whether its methods pass objects, so that its client needs the broker.
        is_served_with_broker: Whether its server does: it passes objects, or is passed itself.
        client_home: The module of its client over gRPC.
        server_home: That of its server.
        netrpc: What its classes over net/rpc are called before ``Client`` and ``Server``; empty if
            there are none.
    """

    name: str
    protocol: str
    entries: tuple[tuple[str, str], ...]
    launched: str
    parameter: str
    passes: bool
    is_served_with_broker: bool
    client_home: str
    server_home: str
    netrpc: str


@dataclass(frozen=True, slots=True)
class PluginView:
    """plugin.py."""

    source: str
    handshake: Handshake
    plugins: tuple[PluginClass, ...]

    @property
    def is_single(self) -> bool:
        """Whether there is just one Protocol."""
        return len(self.plugins) == 1

    @property
    def plugin_types(self) -> str:
        """The plugin classes, as one type."""
        return " | ".join(f"{each.name}Plugin" for each in self.plugins)


@dataclass(frozen=True, slots=True)
class PackageView:
    """The body of __init__.py.

    Attributes:
        contract: The number of the runtime's contract that the code is made for.
        exported: The public names, as literals.
        later: Those among them that are imported when somebody asks for them -> their modules.
    """

    contract: int
    source: str
    exported: tuple[str, ...]
    later: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DescriptorView:
    """The body of descriptor.py: the descriptor as literals of bytes, a line each."""

    lines: tuple[str, ...]


def homes_of(contract: Contract) -> dict[str, str]:
    """Each class that serves or calls over gRPC -> the module that it is in.

    Where objects are passed, clients make servers and servers make clients: then both are in one
    module.
    """
    return {
        f"{each.protocol.name}{side}": "objects" if each.is_passed else side.lower()
        for each in contract.services
        for side in ("Client", "Server")
    }


def view_plugin(contract: Contract, classes: Classes, source: str) -> PluginView:
    """The view of plugin.py."""
    names = Names(_SERVE_OPTIONS, {"options", "impl"})
    expressions = Expressions(classes.types, classes.standard)
    over_netrpc = contract.netrpc.services if contract.netrpc else contract.services
    homes = homes_of(contract)
    keys = {each.protocol.name: each.plugin for each in over_netrpc}
    infix = netrpc_infix(contract)
    return PluginView(
        source=source,
        handshake=contract.handshake,
        plugins=tuple(
            PluginClass(
                name=service.protocol.name,
                protocol=expressions.type(service.protocol.type),
                entries=_entries(service.plugin, keys[service.protocol.name]),
                launched=_launched(service.plugin, keys[service.protocol.name]),
                parameter=names.take(casing.snake(service.protocol.name) or "plugin"),
                passes=bool(service.protocol.passed),
                is_served_with_broker=service.is_passed or bool(service.protocol.passed),
                client_home=homes[f"{service.protocol.name}Client"],
                server_home=homes[f"{service.protocol.name}Server"],
                netrpc=f"{service.protocol.name}{infix}" if contract.netrpc else "",
            )
            for service in contract.services
            if service.plugin is not None
        ),
    )


def _entries(grpc: str, netrpc: str | None) -> tuple[tuple[str, str], ...]:
    if grpc == netrpc:
        return ((literal(grpc), ""),)
    return (literal(grpc), '.over("grpc")'), (literal(netrpc), '.over("netrpc")')


def _launched(grpc: str, netrpc: str | None) -> str:
    if grpc == netrpc:
        return literal(grpc)
    return f'{{"grpc": {literal(grpc)}, "netrpc": {literal(netrpc)}}}'


def view_descriptor(descriptor: bytes) -> DescriptorView:
    """The view of descriptor.py."""
    starts = range(0, len(descriptor), _BYTES_PER_LINE)
    return DescriptorView(
        tuple(literal(descriptor[start : start + _BYTES_PER_LINE]) for start in starts)
    )
