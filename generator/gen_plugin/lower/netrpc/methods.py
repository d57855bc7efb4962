"""The shapes of calls, as a Go author would have written them by hand."""

from __future__ import annotations

from collections.abc import Collection

from gen_plugin.lower import keys
from gen_plugin.lower.contract import ServiceBinding
from gen_plugin.lower.faults import Faults
from gen_plugin.lower.names import Kind
from gen_plugin.lower.netrpc.contract import (
    ArgumentForm,
    GobField,
    GobMethod,
    Nothing,
    is_omissible,
)
from gen_plugin.lower.netrpc.naming import WireNames
from gen_plugin.lower.netrpc.refusals import refuse_map
from gen_plugin.lower.netrpc.shapes import Shapes
from gen_plugin.lower.netrpc.structs import Structs
from gen_plugin.model.interface import Method, Parameter


class Calls:
    """Gives each method its shape.

    Args:
        structs: What finds the types.
        names: What names methods and fields.
        nothing: What stands for no argument, and for no result.
        maps: The keys of the methods whose arguments are a map.
        faults: Takes what no map can hold.

    Attributes:
        shapes: What the lock is to know of those that were asked for.
    """

    def __init__(
        self,
        structs: Structs,
        names: WireNames,
        nothing: Nothing,
        maps: Collection[str],
        faults: Faults,
    ) -> None:
        self._structs = structs
        self._names = names
        self._nothing = nothing
        self._maps = maps
        self._faults = faults
        self._shape = Shapes(structs)
        self.shapes: dict[str, str] = {}

    def methods(self, service: ServiceBinding, go_name: str) -> tuple[GobMethod, ...]:
        """The methods of a service, whose interface has a name in Go."""
        protocol = service.protocol.name
        places = {each.name: keys.method(protocol, each.method.name) for each in service.methods}
        given = self._names.exported(
            (places[each.name], each.name, each.method.span) for each in service.methods
        )
        return tuple(
            self._method(each.method, given[places[each.name]], places[each.name], go_name)
            for each in service.methods
        )

    def _method(self, method: Method, name: str, key: str, service: str) -> GobMethod:
        form = self._form(method, key)
        fields = self._fields(method, key, form)
        struct = self._structs.arguments(f"{service}{name}Args", fields) if form is _STRUCT else ""
        result = self._structs.go(method.result)
        has_none = form is ArgumentForm.NOTHING
        self.shapes[keys.request(key)] = self._nothing.shape if has_none else form.value
        shape = self._shape.of(method.result) if result else self._nothing.shape
        self.shapes[keys.result(key)] = shape
        for each, parameter in zip(fields, method.parameters, strict=True):
            kept = self._shape.of_field(each, parameter.default)
            self.shapes[keys.parameter(key, parameter.name)] = kept
        return GobMethod(method, name, form, fields, struct, result)

    def _form(self, method: Method, key: str) -> ArgumentForm:
        if key in self._maps and method.parameters:
            refuse_map(method, self._faults)
            return ArgumentForm.MAP
        several = len(method.parameters) > 1
        return _STRUCT if several else _FEW[len(method.parameters)]

    def _fields(self, method: Method, key: str, form: ArgumentForm) -> tuple[GobField, ...]:
        places = [keys.parameter(key, each.name) for each in method.parameters]
        spans = [each.span for each in method.parameters]
        pythonic = [each.name for each in method.parameters]
        wanted = zip(places, pythonic, spans, strict=True)
        if form is ArgumentForm.MAP:
            given = self._names.free(wanted, Kind.PLUGIN)
        elif form is _STRUCT:
            given = self._names.exported(wanted)
        else:
            return tuple(map(self._alone, method.parameters))
        return tuple(
            self._structs.field(
                given[place],
                each.name,
                each.type,
                may_be_omitted=is_omissible(each.default),
            )
            for place, each in zip(places, method.parameters, strict=True)
        )

    def _alone(self, parameter: Parameter) -> GobField:
        """An argument that is no field of anything."""
        may_be_omitted = is_omissible(parameter.default)
        find = self._structs.omissible if may_be_omitted else self._structs.go
        go = find(parameter.type)
        return GobField("", go, parameter.name, parameter.type, may_be_omitted)


_STRUCT = ArgumentForm.STRUCT
_FEW = (ArgumentForm.NOTHING, ArgumentForm.VALUE)
