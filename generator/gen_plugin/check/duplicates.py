"""Names that are given twice where Python would keep only the last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Protocol, TypeVar

from gen_plugin.diagnostics.diagnostic import Diagnostic
from gen_plugin.frozen import replace
from gen_plugin.model.interface import Interface
from gen_plugin.model.span import Span

_Definition = TypeVar("_Definition", bound="_Named")


class _Named(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def span(self) -> Span: ...


def check_duplicates(interface: Interface) -> Iterator[Diagnostic]:
    """Protocols, methods, parameters and enum members that are defined twice."""
    own = [each for each in interface.protocols if each.module == interface.source.module]
    yield from _repeated("Protocol", own)
    for protocol in interface.protocols:
        yield from _repeated("method", protocol.methods)
        for method in protocol.methods:
            yield from _repeated("parameter", method.parameters)
    yield from _hiding(interface)
    for enum in interface.enums.values():
        yield from _repeated("enum member", enum.members)


def without_duplicates(interface: Interface) -> Interface:
    """The interface with the first alone of what is defined twice."""
    return replace(
        interface,
        protocols=tuple(
            replace(
                protocol,
                methods=_first(
                    replace(method, parameters=_first(method.parameters))
                    for method in protocol.methods
                ),
            )
            for protocol in _first(interface.protocols, attrgetter("key"))
        ),
        enums={
            key: replace(enum, members=_first(enum.members))
            for key, enum in interface.enums.items()
        },
    )


def _first(
    definitions: Iterable[_Definition], known_by: Callable[[_Definition], str] = attrgetter("name")
) -> tuple[_Definition, ...]:
    first: dict[str, _Definition] = {}
    for each in definitions:
        first.setdefault(known_by(each), each)
    return tuple(first.values())


def _hiding(interface: Interface) -> Iterator[Diagnostic]:
    """Parameters that hide the classes by which generated methods pass objects."""
    made = {
        f"{each.name}{suffix}"
        for each in interface.protocols
        for suffix in ("Client", "Server")
        if each.key in interface.passed
    }
    for protocol in interface.protocols:
        for parameter in (each for method in protocol.methods for each in method.parameters):
            if parameter.name in made:
                yield Diagnostic(
                    "GP213",
                    f"{parameter.name} is also what a class is called that is made",
                    "rename the parameter",
                    parameter.span,
                )


def _repeated(what: str, definitions: Iterable[_Named]) -> Iterator[Diagnostic]:
    first: dict[str, int] = {}
    for each in definitions:
        if each.name not in first:
            first[each.name] = each.span.line
            continue
        yield Diagnostic(
            "GP213",
            f"the {what} {each.name} is already defined in line {first[each.name]}",
            "rename one of the two, or remove it",
            each.span,
        )
