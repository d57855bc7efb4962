"""Pins that are in the wrong place, misspelled, called wrongly or not imported, and what to do.

What is beside a type in ``Annotated``, and has nothing to do with pins, is nobody's business here.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from gen_plugin.diagnostics.nearest import nearest
from gen_plugin.parse.python.project import Project
from gen_plugin.parse.python.symbols import External, Located, Missing, Symbol, head
from gen_plugin.parse.python.travel_pins import TRAVEL_PINS, meant_for
from gen_plugin.parse.python.vocabulary import PIN

_RUNTIME = PIN.rpartition(".")[0]

_PLACES = {
    "field": "write it around a whole parameter, field or result: Annotated[str, pin.field(1)]",
    "implicit": "write it around a whole parameter or field that has a default: "
    "Annotated[int, pin.implicit]",
    "method": 'write it above a method: @pin.method("Get")',
    "service": 'write it above a Protocol: @pin.service("KV")',
    "message": 'write it above a dataclass or an enum: @pin.message("Person")',
    "UnknownEnum": "write pin.open beside an Enum whose unknown numbers are to arrive",
}
"""Where each belongs that is not for the type beside it."""

_NAMES = (*sorted(TRAVEL_PINS), *list(_PLACES)[:-1])

Misuse = tuple[str, Located, str, str]
"""The code, where, what is wrong, and the fix."""


def misused(located: Located, project: Project) -> Iterator[Misuse]:
    """What is wrong with an expression that is not the pin that its place is for."""
    symbol = project.lookup(head(located))
    if isinstance(symbol, Missing):
        yield from _not_imported(located, symbol)
    elif isinstance(symbol, External) and symbol.package == _RUNTIME:
        yield _ours(located, symbol.name)
    elif isinstance(located.node, cst.Tuple | cst.List | cst.Set):
        yield from _within(located, project)


def _ours(located: Located, name: str) -> Misuse:
    """Something of `gen_plugin_runtime`."""
    code, pin = head(located).code, name.removeprefix(f"{PIN}.")
    if name == PIN:
        message = f"{code} is the module that has the pins, and none of them"
        return "GP122", located, message, "write one of them: pin.uint32"
    if not name.startswith(f"{PIN}."):
        near = nearest(name.rpartition(".")[2], ["pin"])
        fix = f"did you mean {near}?" if near else "take it off"
        return "GP122", located, f"{code} is no pin", fix
    if pin in {*TRAVEL_PINS, "implicit"} and isinstance(located.node, cst.Call):
        return "GP121", located, f"{code} takes no arguments, and is not called", f"write {code}"
    if pin in TRAVEL_PINS:
        fix = f"write it beside a type: Annotated[{meant_for(pin)}, pin.{pin}]"
        return "GP122", located, f"{code} does nothing here", fix
    if pin in _PLACES:
        return "GP122", located, f"{code} does nothing here", _PLACES[pin]
    near = nearest(pin, _NAMES)
    fix = f"did you mean pin.{near}?" if near else f"write one that there is: {', '.join(_NAMES)}"
    return "GP109", head(located), f"{PIN} has no {pin}", fix


def _not_imported(located: Located, missing: Missing) -> Iterator[Misuse]:
    """A name that nothing defines, if a pin was surely meant."""
    written = head(located).code.split(".")
    is_module = len(written) == 2 and nearest(written[0], ["pin"]) is not None
    if missing.where is None and written[-1] in _NAMES and (is_module or len(written) == 1):
        near = "pin" if is_module else written[0]
        home = _RUNTIME if is_module else PIN
        fix = f"add: from {home} import {near}" if near == written[0] else f"did you mean {near}?"
        yield "GP109", head(located), f"{missing.name} is not defined", fix


def _within(located: Located, project: Project) -> Iterator[Misuse]:
    """Pins in a list, a tuple or a set beside a type."""
    elements = (each for each in located.node.children if isinstance(each, cst.Element))
    for element in elements:
        inner = Located(element.value, located.module, located.spans)
        if _is_pin(project.lookup(head(inner))):
            message = f"{head(inner).code} is not beside the type, but within something else"
            yield "GP122", inner, message, "write it by itself, after a comma"


def _is_pin(symbol: Symbol | None) -> bool:
    return isinstance(symbol, External) and symbol.name.startswith(f"{PIN}.")
