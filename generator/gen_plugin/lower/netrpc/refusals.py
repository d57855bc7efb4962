"""What net/rpc cannot carry, each with its place and with what to do instead."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from gen_plugin.diagnostics.nearest import nearest
from gen_plugin.lower.faults import Faults
from gen_plugin.model.interface import Interface, Method, object_in
from gen_plugin.model.types import (
    ConvertedType,
    LiteralType,
    ScalarType,
    Type,
    bare,
)


def refuse_streams(interface: Interface, faults: Faults) -> None:
    """One argument goes out and one result comes back: a stream is neither."""
    for protocol in interface.protocols:
        for method in protocol.methods:
            if method.result_stream is not None:
                _refuse_stream(method, "returns a stream", _RETURNED, faults)
            elif method.streamed is not None:
                what = f"takes a stream, '{method.streamed.name}'"
                _refuse_stream(method, what, _TAKEN, faults)


_RETURNED = "return a list, or call a function that it is given"
_TAKEN = "take a list, or an object that it asks for each item"


def _refuse_stream(method: Method, what: str, instead: str, faults: Faults) -> None:
    faults.add(
        "GP601",
        f"{method.name} {what}, which net/rpc cannot carry",
        f"let it {instead}; or speak gRPC alone: netrpc = false for this source in "
        "pyproject.toml, or --no-netrpc",
        method.span,
    )


def refuse_map(method: Method, faults: Faults) -> None:
    """A map of interface values takes what every Go program has registered."""
    for each in method.parameters:
        if object_in(each.type) or not _is_registered(each.type) or each.default is not None:
            faults.add(
                "GP602",
                f"'{each.name}' of {method.name} cannot lie in a map of arguments",
                "let it be a str, an int, a float, a bool or bytes without a default; or take the "
                "method out of netrpc-maps in pyproject.toml",
                each.span,
            )


def refuse_unknown_maps(maps: Iterable[str], methods: Collection[str], faults: Faults) -> None:
    """Methods in netrpc-maps that are not there: a misspelled one would go unnoticed."""
    for name in sorted(maps):
        if name not in methods:
            near = nearest(name, methods)
            faults.add(
                "GP508",
                f"netrpc-maps speaks of the method '{name}', which is not there",
                f"write '{near}'" if near else f"name one of: {', '.join(methods)}",
            )


def _is_registered(type_: Type) -> bool:
    type_ = bare(type_)
    return isinstance(type_, ScalarType) and not isinstance(type_, LiteralType | ConvertedType)
