"""Files whose Protocols all pass each other, so that none is left for hosts to dispense."""

from __future__ import annotations

from collections.abc import Iterator

from gen_plugin.diagnostics.diagnostic import Diagnostic
from gen_plugin.model.interface import Interface
from gen_plugin.settings.settings import ProtocolSettings, SourceSettings


def check_plugins(interface: Interface, settings: SourceSettings) -> Iterator[Diagnostic]:
    """An interface without a plugin, if all of it could be read."""
    if interface.unread:
        return
    for protocol in interface.protocols:
        pinned = settings.protocols.get(protocol.name, ProtocolSettings())
        if pinned.plugin is not None or interface.is_plugin(protocol):
            return
    first = interface.protocols[0]
    yield Diagnostic(
        "GP226",
        f"every Protocol is a parameter or a result of another one, {first.name} too: "
        "none is left for hosts to dispense",
        f'write @pin.service(plugin="{first.name.lower()}") above the one that they ask for',
        first.span,
    )
