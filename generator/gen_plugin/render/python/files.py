"""The texts of the package's Python files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from gen_plugin.lower.contract import Contract
from gen_plugin.model.interface import Interface
from gen_plugin.render.environment import print_template
from gen_plugin.render.layout import literal
from gen_plugin.render.python import netrpc
from gen_plugin.render.python.classes import (
    Classes,
    name_classes,
    netrpc_infix,
    over_netrpc,
    own_names,
)
from gen_plugin.render.python.codec_builder import view_codec
from gen_plugin.render.python.codec_names import RUNTIME_NAMES, name_codec
from gen_plugin.render.python.conversions import FUNCTIONS
from gen_plugin.render.python.imports import Place
from gen_plugin.render.python.module import Importable, print_module
from gen_plugin.render.python.names import Names
from gen_plugin.render.python.objects import counterparts
from gen_plugin.render.python.package import (
    PackageView,
    homes_of,
    view_descriptor,
    view_plugin,
)
from gen_plugin.render.python.service import HELPERS, OwnNames, view_client, view_server
from gen_plugin.render.python.standard import standard_imports

CONTRACT = 1
"""The number of `gen_plugin_runtime.gencode`'s contract that the code is made for."""

_RUNTIME = frozenset(
    {
        "Broker", "Buffer", "Command", "Connection", "Handler", "HandshakeConfig", "JsonValue",
        "Launch", "LaunchOptions", "OMITTED", "Omitted", "Plugin", "Requests", "ServeOptions",
        "bidirectional", "client_streaming", "implementation", "launch_plugin", "of_grpc",
        "of_netrpc", "serve_plugins", "server_streaming", "unary",
    }
)  # fmt: skip
_NETRPC_RUNTIME = "gen_plugin_runtime.netrpc.gencode"
_STANDARD = {"Unpack": "typing", "builtins": "", "partial": "functools"}
_OWN = frozenset({"HANDSHAKE", "PLUGINS", "TYPE_CHECKING", "annotations", "serve", "launch"})


class PackageWriter:
    """Prints the Python files of one generated package."""

    def __init__(self, interface: Interface, contract: Contract, package: str) -> None:
        self._interface = interface
        self._contract = contract
        self._place = Place(package)
        self._source = PurePath(interface.source.path).name
        self._codec_names = name_codec(interface, contract)

    def files(self, descriptor: bytes) -> dict[str, str]:
        """File name -> text, without header."""
        return {
            "__init__.py": self._package(),
            "codec.py": self._codec(),
            "descriptor.py": self._descriptor(descriptor),
            "plugin.py": self._plugin(),
            **({"netrpc.py": self._netrpc()} if self._contract.netrpc else {}),
            **{
                f"{module}.py": self._services(module)
                for module in sorted({*homes_of(self._contract).values()})
            },
        }

    def _codec(self) -> str:
        names = self._codec_names
        body = print_template(
            "python/codec.py.j2", view_codec(self._interface, self._contract, names)
        )
        return print_module(
            f"The values of `{self._source}` and their bytes, as `{self._contract.file.name}` "
            "describes them.",
            body,
            Importable(
                standard={"partial": "functools", **standard_imports(names.standard)},
                runtime=RUNTIME_NAMES,
                interface={names.classes[key]: each for key, each in names.imports.items()},
                siblings={},
            ),
            self._place,
        )

    def _service_names(self, names: Names, transport: str = "") -> tuple[Classes, OwnNames]:
        """What a file of clients and servers calls what it imports."""
        methods, parameters = self._method_names(), self._parameter_names()
        codec = Names(names.all(), methods, parameters).take("codec")
        helpers = {each: Names(names.all(), parameters).take(each) for each in sorted(HELPERS)}
        classes = name_classes(
            self._interface, Names(names.all(), methods, {codec}, helpers.values())
        )
        return classes, OwnNames(codec, helpers, counterparts(self._contract, transport))

    def _services(self, module: str) -> str:
        """client.py, server.py or objects.py."""
        classes, own = self._service_names(self._names())
        homes = homes_of(self._contract)
        body = "".join(
            print_template(
                f"python/{suffix.lower()}.py.j2",
                view(each, self._contract, classes, self._codec_names, own),
            )
            for each in self._contract.services
            for suffix, view in _VIEWS.items()
            if homes[f"{each.protocol.name}{suffix}"] == module
        )
        others = {name: f".{home}" for name, home in homes.items() if home != module}
        return print_module(
            _DOCSTRINGS[module].format(source=self._source),
            body,
            Importable(
                _STANDARD | standard_imports(classes.standard),
                _RUNTIME.union(_renamed(own.helpers)),
                classes.imports,
                {_codec_as(own.codec): ".", **others},
            ),
            self._place,
        )

    def _netrpc(self) -> str:
        if self._contract.netrpc is None:
            raise TypeError("the interface has no form over net/rpc")
        names = Names(self._names().all(), netrpc.RUNTIME_NAMES, FUNCTIONS)
        classes, own = self._service_names(names, netrpc_infix(self._contract))
        taken = Names(names.all(), classes.imports, {own.codec}, own.helpers.values())
        view = netrpc.view_netrpc(
            self._interface,
            self._contract,
            self._contract.netrpc,
            classes,
            self._codec_names,
            own,
            Names(taken.all(), classes.standard.values()),
        )
        return print_module(
            f"`{self._source}` over net/rpc. Imported when a host and a plugin speak that.",
            print_template("python/netrpc.py.j2", view),
            Importable(
                _STANDARD | standard_imports(classes.standard),
                _RUNTIME.union(_renamed(own.helpers), FUNCTIONS),
                classes.imports,
                {_codec_as(own.codec): "."},
                further=dict.fromkeys(netrpc.RUNTIME_NAMES, _NETRPC_RUNTIME),
            ),
            self._place,
        )

    def _plugin(self) -> str:
        classes = name_classes(self._interface, self._names())
        view = view_plugin(self._contract, classes, self._source)
        siblings = {name: f".{home}" for name, home in homes_of(self._contract).items()}
        siblings |= dict.fromkeys(over_netrpc(self._contract), ".netrpc")
        return print_module(
            f"The plugins of `{self._source}`: what a plugin process serves and a host dispenses.",
            print_template("python/plugin.py.j2", view),
            Importable(
                _STANDARD | standard_imports(classes.standard),
                _RUNTIME,
                classes.imports,
                siblings,
                further=dict.fromkeys(netrpc.SEAMS, _NETRPC_RUNTIME),
            ),
            self._place,
        )

    def _package(self) -> str:
        plugins = [f"{each.protocol.name}Plugin" for each in self._contract.services if each.plugin]
        functions = ["serve", "launch"] if len(plugins) == 1 else ["serve"]
        unnamed = {
            f"{each.protocol.name}{suffix}"
            for each in self._contract.services
            for suffix in _VIEWS
            if each.protocol.is_function
        }
        homes = {
            name: home for name, home in homes_of(self._contract).items() if name not in unnamed
        }
        later = dict(sorted(homes.items())) if self._contract.netrpc else {}
        own = {name: f".{home}" for name, home in homes.items()}
        own |= dict.fromkeys(["HANDSHAKE", "PLUGINS", *plugins, *functions], ".plugin")
        exported = tuple(sorted(own, key=lambda name: (not name.isupper(), name.islower(), name)))
        view = PackageView(CONTRACT, self._source, tuple(map(literal, exported)), later)
        return print_module(
            f"The plugin package of `{self._source}`: serve it in a plugin, launch it from a host.",
            print_template("python/__init__.py.j2", view),
            Importable({}, {"check_contract", "load_later"}, {}, own),
            self._place,
            exported,
            later=later,
        )

    def _descriptor(self, descriptor: bytes) -> str:
        return print_module(
            f"`{self._contract.file.name}` as a serialized FileDescriptorProto, for reflection.",
            print_template("python/descriptor.py.j2", view_descriptor(descriptor)),
            Importable({}, (), {}, {}),
            self._place,
        )

    def _names(self) -> Names:
        further = netrpc.SEAMS if self._contract.netrpc else ()
        return Names(_RUNTIME, _STANDARD, _OWN, own_names(self._contract), further)

    def _method_names(self) -> set[str]:
        return {
            each.python_name for protocol in self._interface.protocols for each in protocol.methods
        }

    def _parameter_names(self) -> set[str]:
        return {
            name
            for protocol in self._interface.protocols
            for method in protocol.methods
            for parameter in method.parameters
            for name in (parameter.name, parameter.unpacked and parameter.unpacked.name)
            if name
        }


def _renamed(names: Mapping[str, str]) -> list[str]:
    return [name if name == local else f"{name} as {local}" for name, local in names.items()]


def _codec_as(local: str) -> str:
    return "codec" if local == "codec" else f"codec as {local}"


_VIEWS = {"Client": view_client, "Server": view_server}
_DOCSTRINGS = {
    "client": "The clients of `{source}`: they call a Protocol's methods in another process.",
    "server": "The servers of `{source}`: they answer calls by calling an implementation.",
    "objects": "What the calls of `{source}` pass by number: a client and a server for each kind.",
}
