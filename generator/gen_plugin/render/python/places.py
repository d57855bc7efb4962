"""What errors call the places of values: as paths of the interface, like the runtime's."""

from __future__ import annotations

from gen_plugin.model.interface import Method, Parameter


def argument_place(method: Method, parameter: Parameter) -> str:
    """Where a caller gives an argument: ``watch(listener)``, or a property's name."""
    return method.attribute or f"{method.name}({parameter.name})"


def result_place(method: Method) -> str:
    """Where an implementation returns its result: ``watch() -> result``, or a property's name."""
    return method.attribute or f"{method.name}() -> result"
