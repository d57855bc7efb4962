"""``Annotated[..., pin.field(...)]`` and the decorators of `gen_plugin_runtime.pin`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import libcst as cst

from gen_plugin.diagnostics.nearest import nearest
from gen_plugin.frozen import dataclass, replace
from gen_plugin.model.interface import PinnedField, PinnedMethod
from gen_plugin.parse.python.faults import Faults
from gen_plugin.parse.python.literals import literal
from gen_plugin.parse.python.misused_pins import misused
from gen_plugin.parse.python.project import Project
from gen_plugin.parse.python.symbols import External, Located
from gen_plugin.parse.python.travel_pins import TRAVEL_PINS
from gen_plugin.parse.python.vocabulary import PIN
from gen_plugin.proto.numbers import MAX_FIELD_NUMBER, is_field_number

NOT_PINNED = PinnedField()

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class _Signature:
    """What a pin takes: the name of its one positional argument, and the type of each argument."""

    positional: str
    arguments: Mapping[str, type]
    example: str


_SIGNATURES = {
    "field": _Signature("number", {"number": int, "name": str}, 'pin.field(1, name="key")'),
    "method": _Signature(
        "name",
        {"name": str, "request": str, "response": str},
        'pin.method("Get", request="GetRequest")',
    ),
    "service": _Signature(
        "name", {"name": str, "plugin": str}, 'pin.service("KV", plugin="kv_grpc")'
    ),
    "message": _Signature("name", {"name": str}, 'pin.message("Person")'),
}


class PinReader:
    """Reads pins, and notes those that say nothing usable."""

    def __init__(self, project: Project, faults: Faults) -> None:
        self._project = project
        self._faults = faults

    def is_pin(self, located: Located, name: str = "") -> bool:
        """Whether an expression is a pin, called or not; with `name`, that pin."""
        symbol = self._project.lookup(_called(located))
        if not isinstance(symbol, External):
            return False
        return symbol.name == f"{PIN}.{name}" if name else symbol.name.startswith(f"{PIN}.")

    def is_field_pin(self, located: Located) -> bool:
        """Whether an expression says something of the field, and nothing of its type."""
        return self.is_pin(located, "field") or self.is_pin(located, "implicit")

    def travel(self, located: Located) -> str | None:
        """Which of the `TRAVEL_PINS` an expression is, if any."""
        symbol = self._project.lookup(located)
        name = symbol.name.removeprefix(f"{PIN}.") if isinstance(symbol, External) else ""
        return name if name in TRAVEL_PINS else None

    def field(self, metadata: Iterable[Located], *, may_be_implicit: bool = True) -> PinnedField:
        """What the metadata of an ``Annotated`` pins; that of other libraries is none of ours."""
        pinned = NOT_PINNED
        for each in metadata:
            if self.is_pin(each, "implicit"):
                is_fit = self._check_implicit(each, pinned, may_be_implicit=may_be_implicit)
                pinned = replace(pinned, implicit=is_fit)
            if not self.is_pin(each, "field"):
                continue
            given = self._arguments(each, "field")
            number, name = given.get("number"), given.get("name")
            if (number is not None and pinned.number is not None) or (name and pinned.name):
                self._refuse_second(each)
            pinned = PinnedField(
                number if isinstance(number, int) else pinned.number,
                name if isinstance(name, str) else pinned.name,
                pinned.implicit,
            )
        return pinned

    def _check_implicit(
        self, located: Located, pinned: PinnedField, *, may_be_implicit: bool
    ) -> bool:
        """Whether it is what it has to be, in a place of its own."""
        if isinstance(located.node, cst.Call) or not may_be_implicit:
            self.refuse(located)
            return False
        if pinned.implicit:
            self._refuse_second(located)
        return True

    def method(self, located: Located) -> PinnedMethod:
        """What ``@pin.method(...)`` pins."""
        given = self._texts(located, "method")
        return PinnedMethod(given.get("name"), given.get("request"), given.get("response"))

    def service(self, located: Located) -> tuple[str | None, str | None]:
        """The service and the plugin that ``@pin.service(...)`` names."""
        given = self._texts(located, "service")
        return given.get("name"), given.get("plugin")

    def message(self, located: Located) -> str | None:
        """The name that ``@pin.message(...)`` gives."""
        return self._texts(located, "message").get("name")

    def refuse(self, located: Located) -> None:
        """Note what was meant to be a pin, and is none that its place is for."""
        for code, place, message, fix in misused(located, self._project):
            self._faults.add(code, place.span, message, fix)

    def only(self, decorators: Iterable[Located], pin: str) -> Located | None:
        """The decorator that is a pin of this name; what is another one is noted."""
        found = [each for each in decorators if self.is_pin(each, pin)]
        for each in found[1:]:
            self._refuse_second(each)
        return found[0] if found else None

    def _refuse_second(self, located: Located) -> None:
        message = f"{_called(located).code} says again what one before it says"
        self._faults.add("GP122", located.span, message, "write one, with all that is to be pinned")

    def _texts(self, located: Located, pin: str) -> dict[str, str]:
        given = self._arguments(located, pin)
        return {key: value for key, value in given.items() if isinstance(value, str)}

    def _arguments(self, located: Located, pin: str) -> dict[str, object]:
        """The arguments of a pin by name. What cannot be read is noted and left out."""
        signature = _SIGNATURES[pin]
        node = located.node
        if not isinstance(node, cst.Call):
            self._refuse_call(located, f"pin.{pin} is not called", signature)
            return {}
        if not node.args:
            self._refuse_call(located, f"{_called(located).code} pins nothing", signature)
        given: dict[str, object] = {}
        for index, argument in enumerate(node.args):
            name = argument.keyword.value if argument.keyword else None
            if name is None and index == 0 and not argument.star:
                name = signature.positional
            place = Located(argument.value, located.module, located.spans)
            if name in given:
                self._refuse_call(place, f"{name} is given twice", signature)
                continue
            value = self._value(place, name, signature)
            if value is not None and name is not None:
                given[name] = value
        return given

    def _value(self, located: Located, name: str | None, signature: _Signature) -> object:
        if name is None:
            self._refuse_call(located, "an argument has no name", signature)
            return None
        if name not in signature.arguments:
            near = nearest(name, signature.arguments)
            hint = f"; did you mean {near}?" if near else ""
            self._refuse_call(located, f"there is no argument {name}{hint}", signature)
            return None
        value = literal(located)
        wanted = signature.arguments[name]
        if value is None:
            return None
        if not isinstance(value, wanted) or isinstance(value, bool):
            said = f"{name} has to be a written-out {wanted.__name__}"
            self._refuse_call(located, said, signature)
            return None
        refusal = _unusable(value, name)
        if refusal:
            code, message, fix = refusal
            self._faults.add(code, located.span, message, fix)
            return None
        return value

    def _refuse_call(self, located: Located, message: str, signature: _Signature) -> None:
        self._faults.add("GP121", located.span, message, f"write, for example, {signature.example}")


def _unusable(value: object, argument: str) -> tuple[str, str, str] | None:
    """Why a .proto cannot have a number or a name: code, message and fix; None if it can."""
    if isinstance(value, int) and not is_field_number(value):
        fix = f"pin a number from 1 to {MAX_FIELD_NUMBER}, outside 19000 to 19999"
        return "GP505", f"{value} cannot be a field number", fix
    if argument == "plugin" and value == "":
        fix = "write the name by which hosts dispense the plugin"
        return "GP501", "a plugin has to have a name", fix
    if isinstance(value, str) and argument != "plugin" and not _IDENTIFIER.fullmatch(value):
        fix = "pin a name of ASCII letters, digits and underscores"
        return "GP501", f"'{value}' cannot be a name on the wire", fix
    return None


def _called(located: Located) -> Located:
    node = located.node
    return (
        Located(node.func, located.module, located.spans) if isinstance(node, cst.Call) else located
    )
