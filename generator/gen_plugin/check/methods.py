"""Method names that are too like each other once they are written as the wire writes them."""

from __future__ import annotations

from collections.abc import Iterator

from gen_plugin.diagnostics.diagnostic import Diagnostic
from gen_plugin.model.interface import Interface, Method
from gen_plugin.settings.settings import ProtocolSettings, SourceSettings


def check_methods(interface: Interface, settings: SourceSettings) -> Iterator[Diagnostic]:
    """Methods of one Protocol that differ only in case and underscores, ``get_x`` and ``getX``."""
    for protocol in interface.protocols:
        pinned = settings.protocols.get(protocol.name, ProtocolSettings())
        first: dict[str, Method] = {}
        for method in protocol.methods:
            setting = pinned.methods.get(method.name)
            if method.pinned.name or (setting and setting.name):
                continue
            earlier = first.setdefault(method.name.replace("_", "").lower(), method)
            if earlier.name != method.name:
                yield _clash(method, earlier)


def _clash(method: Method, earlier: Method) -> Diagnostic:
    return Diagnostic(
        "GP214",
        f"{method.name} and {earlier.name} get the same name on the wire, but for its case",
        f'rename one of them, or pin its name: @pin.method("{method.name}")',
        method.span,
    )
