"""The settings' pins put into the interface, so that what follows has one place to look."""

from __future__ import annotations

from collections.abc import Collection

from gen_plugin.diagnostics.nearest import nearest
from gen_plugin.frozen import replace
from gen_plugin.lower.faults import Faults
from gen_plugin.model.interface import Interface, Method, PinnedMethod, ProtocolDefinition
from gen_plugin.model.span import Span
from gen_plugin.settings.settings import ProtocolSettings, SourceSettings


def merge(interface: Interface, settings: SourceSettings, faults: Faults) -> Interface:
    """The interface with everything pinned in it that the settings pin of its Protocols."""
    module, unread = interface.source.module, interface.unread
    _refuse_unknown(
        [each for each in settings.protocols if f"{module}:{each}" not in unread],
        [each.name for each in interface.protocols if not each.is_function],
        "Protocol",
        interface.source.path,
        faults,
    )
    return replace(
        interface,
        protocols=tuple(
            _merge_protocol(
                each,
                settings.protocols.get(each.name, ProtocolSettings()),
                faults,
                is_whole=each.key not in unread,
            )
            for each in interface.protocols
        ),
    )


def _merge_protocol(
    protocol: ProtocolDefinition, settings: ProtocolSettings, faults: Faults, *, is_whole: bool
) -> ProtocolDefinition:
    if is_whole:
        methods = [each.name for each in protocol.methods]
        _refuse_unknown(settings.methods, methods, "method", protocol.name, faults)
    return replace(
        protocol,
        methods=tuple(
            _merge_method(each, settings.methods.get(each.name, PinnedMethod()), faults)
            for each in protocol.methods
        ),
        pinned_service=_agreed(
            protocol.pinned_service, settings.service, "service", protocol.span, faults
        ),
        pinned_plugin=_agreed(
            protocol.pinned_plugin, settings.plugin, "plugin", protocol.span, faults
        ),
    )


def _merge_method(method: Method, settings: PinnedMethod, faults: Faults) -> Method:
    source = method.pinned
    pinned = PinnedMethod(
        name=_agreed(source.name, settings.name, "method", method.span, faults),
        request=_agreed(source.request, settings.request, "request message", method.span, faults),
        response=_agreed(
            source.response, settings.response, "response message", method.span, faults
        ),
    )
    return replace(method, pinned=pinned)


def _agreed(
    source: str | None, settings: str | None, what: str, span: Span, faults: Faults
) -> str | None:
    if source is not None and settings is not None and source != settings:
        faults.add(
            "GP503",
            f"the {what} is pinned to '{source}' here, and to '{settings}' in pyproject.toml",
            "pin it in one place only",
            span,
        )
        return None
    return settings if source is None else source


def _refuse_unknown(
    named: Collection[str], known: Collection[str], what: str, where: str, faults: Faults
) -> None:
    for name in named:
        if name not in known:
            meant = nearest(name, known)
            faults.add(
                "GP508",
                f"pyproject.toml speaks of the {what} '{name}', which {where} does not have",
                f"write '{meant}'" if meant else f"name one of: {', '.join(known)}",
            )
