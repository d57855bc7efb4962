"""Records, enums and Protocols side by side in one .proto."""

from __future__ import annotations

from collections.abc import Iterator

from gen_plugin.diagnostics.diagnostic import Diagnostic
from gen_plugin.frozen import dataclass
from gen_plugin.model.interface import EnumDefinition, Interface, ProtocolDefinition, Record
from gen_plugin.model.span import Span


@dataclass(frozen=True, slots=True)
class _Definition:
    """Something that has a name in the .proto."""

    name: str
    module: str
    span: Span
    is_pinned: bool


def check_definitions(interface: Interface) -> Iterator[Diagnostic]:
    """Two definitions of one name, unless both are pinned to it, and enums without members."""
    first: dict[str, _Definition] = {}
    for each in _definitions(interface):
        earlier = first.setdefault(each.name, each)
        if earlier != each and not (earlier.is_pinned and each.is_pinned):
            yield _clash(each, earlier)
    yield from _protocols(interface)
    for enum in interface.enums.values():
        if not enum.members and enum.key not in interface.unread:
            yield Diagnostic(
                "GP217", f"the enum {enum.name} has no members", "give it a member", enum.span
            )


def _definitions(interface: Interface) -> Iterator[_Definition]:
    """Protocols of one name are refused as duplicates and stand here once."""
    services = {
        (each.pinned_service or each.name, each.module): each for each in interface.protocols
    }
    for (name, module), protocol in services.items():
        yield _Definition(name, module, protocol.span, protocol.pinned_service is not None)
    definitions: list[Record | EnumDefinition] = [
        *interface.records.values(),
        *interface.enums.values(),
    ]
    for each in definitions:
        pinned = each.pinned_message
        yield _Definition(pinned or each.name, each.module, each.span, pinned is not None)


def _protocols(interface: Interface) -> Iterator[Diagnostic]:
    """Protocols of one name, whatever they are called on the wire: the classes made for them."""
    first: dict[str, ProtocolDefinition] = {}
    for each in interface.protocols:
        earlier = first.setdefault(each.name, each)
        if earlier.module != each.module and (each.pinned_service or earlier.pinned_service):
            yield Diagnostic(
                "GP215",
                f"{each.module} and {earlier.module} both define {each.name}, and the package has "
                "room for one",
                "rename one of them",
                each.span,
            )


def _clash(one: _Definition, other: _Definition) -> Diagnostic:
    return Diagnostic(
        "GP215",
        f"{one.module} and {other.module} both define {one.name}, and the .proto has room for one",
        'rename one of them, or, unless it is a Protocol, pin its name: @pin.message("...")',
        one.span,
    )
