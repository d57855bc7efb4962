"""main.py, the plugin's entry point: written once, then its owner's, so it has no header."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from gen_plugin.frozen import dataclass
from gen_plugin.lower.contract import Contract
from gen_plugin.model.interface import ComputedDefault, Interface
from gen_plugin.render.environment import print_template
from gen_plugin.render.fitting import fitted
from gen_plugin.render.python.classes import Classes, name_classes
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
    """All of main.py.

    Attributes:
        names_itself: Whether a class is named in its own body, where there is none of it yet.
        imports: Import statements in sections.
    """

    docstring: str
    names_itself: bool
    imports: tuple[tuple[str, ...], ...]
    body: str


def print_main(interface: Interface, contract: Contract, package: str, main: str) -> str:
    """The text of the entry point. `package` and `main` are dotted import names."""
    methods = {each.python_name for protocol in interface.protocols for each in protocol.methods}
    names = Names(methods, {"JsonValue", "Omitted", "get_logger", "serve", "logger", "builtins"})
    plugins = [each for each in contract.services if each.plugin is not None]
    own = {each.protocol.name: names.take(f"My{each.protocol.name}") for each in plugins}
    classes = name_classes(interface, names)
    references = _references(interface, classes, names)
    codec = name_codec(interface, contract)
    source = PurePath(interface.source.path).name
    body = BodyView(
        logger=plugins[0].plugin or "",
        services=tuple(
            view_implementation(
                each, contract, classes, codec, own[each.protocol.name], references.taken
            )
            for each in plugins
        ),
        serve=_serve(own, view_plugin(contract, classes, source).plugins),
    )
    text = fitted(print_template("python/main_body.py.j2", body))
    importable = Importable(
        standard={
            "Unpack": "typing",
            "builtins": "",
            **references.standard,
            **standard_imports(classes.standard),
        },
        runtime={"JsonValue", "Omitted", "get_logger"},
        interface={
            **references.interface,
            **classes.imports,
            "serve": Imported(package, "serve"),
        },
        siblings={},
        runtime_module="gen_plugin_runtime",
    )
    used = usage(text)
    view = MainView(
        docstring=f"The plugin of `{source}`: fill in the methods, and let a host start it.",
        names_itself=any(map(_names_itself, body.services)),
        imports=import_sections(
            used.names | used.annotations, importable, Place(main.rpartition(".")[0])
        ),
        body=text.rstrip("\n"),
    )
    return print_template("python/main.py.j2", view)


@dataclass(frozen=True, slots=True)
class _References:
    """The names in computed defaults, which the file's owner gets to see.

    Attributes:
        standard: Names of the standard library -> the module that has them.
        interface: Those of the project.
        taken: Those that mean something else in the file.
    """

    standard: Mapping[str, str]
    interface: Mapping[str, Imported]
    taken: frozenset[str]


def _references(interface: Interface, classes: Classes, names: Names) -> _References:
    imported = {name: (module, name) for name, module in standard_imports(classes.standard).items()}
    imported |= {local: (each.module, each.name) for local, each in classes.imports.items()}
    meant = dict.fromkeys(names.all(), ("", "")) | imported
    found = sorted(
        {
            reference
            for protocol in interface.protocols
            for method in protocol.methods
            for each in method.parameters
            if isinstance(each.default, ComputedDefault)
            for reference in each.default.references
            if reference.module != "builtins"
        }
    )
    taken = set()
    for each in found:
        if meant.setdefault(each.name, (each.module, each.name)) != (each.module, each.name):
            taken.add(each.name)
    fitting = [each for each in found if each.name not in taken]
    return _References(
        {each.name: each.module for each in fitting if each.is_standard},
        {each.name: Imported(each.module, each.name) for each in fitting if not each.is_standard},
        frozenset(taken),
    )


def _names_itself(service: ServiceView) -> bool:
    return any(service.name in usage(each.returns).names for each in service.methods)


def _serve(own: dict[str, str], plugins: tuple[PluginClass, ...]) -> str:
    if len(plugins) == 1:
        return f"serve({own[plugins[0].name]}())"
    return f"serve({', '.join(f'{each.parameter}={own[each.name]}()' for each in plugins)})"
