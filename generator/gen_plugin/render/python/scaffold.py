"""main.py, the plugin's entry point: written once, then its owner's, so it has no header."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from gen_plugin.lower.contract import Contract
from gen_plugin.model.interface import Interface
from gen_plugin.render.environment import print_template
from gen_plugin.render.fitting import fitted
from gen_plugin.render.python.classes import name_classes
from gen_plugin.render.python.codec_names import name_codec
from gen_plugin.render.python.imports import Imported, Place
from gen_plugin.render.python.module import Importable, import_sections
from gen_plugin.render.python.names import Names
from gen_plugin.render.python.package import PluginClass, view_plugin
from gen_plugin.render.python.service import ServiceView, view_implementation
from gen_plugin.render.python.standard import standard_imports
from gen_plugin.render.python.usage import usage


@dataclass(frozen=True, slots=True)
class BodyView:
    """What stands below the imports of main.py.

    Attributes:
        logger: The logger's name.
        services: One class for each Protocol.
        serve: The statement that serves them.
    """

    logger: str
    services: tuple[ServiceView, ...]
    serve: str


@dataclass(frozen=True, slots=True)
class MainView:
    """All of main.py. `imports`: import statements in sections."""

    docstring: str
    imports: tuple[tuple[str, ...], ...]
    body: str


def print_main(interface: Interface, contract: Contract, package: str, main: str) -> str:
    """The text of the entry point. `package` and `main` are dotted import names."""
    methods = {each.python_name for protocol in interface.protocols for each in protocol.methods}
    names = Names(methods, {"JsonValue", "Omitted", "get_logger", "serve", "logger", "builtins"})
    plugins = [each for each in contract.services if each.plugin is not None]
    own = {each.protocol.name: names.take(f"My{each.protocol.name}") for each in plugins}
    classes = name_classes(interface, names)
    codec = name_codec(interface, contract)
    source = PurePath(interface.source.path).name
    body = BodyView(
        logger=plugins[0].plugin or "",
        services=tuple(
            view_implementation(each, contract, classes, codec, own[each.protocol.name])
            for each in plugins
        ),
        serve=_serve(own, view_plugin(contract, classes, source).plugins),
    )
    text = fitted(print_template("python/main_body.py.j2", body))
    importable = Importable(
        standard={"Unpack": "typing", "builtins": "", **standard_imports(classes.standard)},
        runtime={"JsonValue", "Omitted", "get_logger"},
        interface={**classes.imports, "serve": Imported(package, "serve")},
        siblings={},
        runtime_module="gen_plugin_runtime",
    )
    used = usage(text)
    view = MainView(
        docstring=f"The plugin of `{source}`: fill in the methods, and let a host start it.",
        imports=import_sections(
            used.names | used.annotations, importable, Place(main.rpartition(".")[0])
        ),
        body=text.rstrip("\n"),
    )
    return print_template("python/main.py.j2", view)


def _serve(own: dict[str, str], plugins: tuple[PluginClass, ...]) -> str:
    if len(plugins) == 1:
        return f"serve({own[plugins[0].name]}())"
    return f"serve({', '.join(f'{each.parameter}={own[each.name]}()' for each in plugins)})"
