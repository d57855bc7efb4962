"""Methods, as both sides know them."""

from __future__ import annotations

from gen_plugin_runtime.errors import ConfigError
from gen_plugin_runtime.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.netrpc.gob.kinds import Type

__all__ = ["Method", "services"]


class Method(Frozen):
    """One method. Go's have one argument and one result.

    Attributes:
        service: What it belongs to, ``Plugin`` for all that go-plugin dispenses.
        name: Its own name, ``Greet``.
        full_name: Both, as the wire has them: ``Plugin.Greet``.
        argument: Its argument's type.
        result: Its result's.
    """

    __slots__ = ("argument", "full_name", "name", "result", "service")

    service: str
    name: str
    full_name: str
    argument: Type
    result: Type

    def __init__(self, full_name: str, argument: Type, result: Type) -> None:
        # As in Go, a service may have dots in its name, a method may not.
        service, dot, name = full_name.rpartition(".")
        if not (service and dot and name):
            raise ConfigError(f"{full_name!r} names no method: Service.Method does")
        self._fill(
            service=service, name=name, full_name=full_name, argument=argument, result=result
        )


def services(*methods: Method) -> dict[str, dict[str, Method]]:
    """Methods by their services and names."""
    found: dict[str, dict[str, Method]] = {}
    for method in methods:
        found.setdefault(method.service, {})[method.name] = method
    return found
