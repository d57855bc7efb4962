"""How clients and servers pass objects: they offer their own, and dial those of the other side."""

from __future__ import annotations

from collections.abc import Mapping

from gen_plugin.frozen import dataclass
from gen_plugin.lower.contract import Contract
from gen_plugin.model.interface import object_in
from gen_plugin.model.types import OptionalType, Type
from gen_plugin.render.layout import literal


@dataclass(frozen=True, slots=True)
class Counterparts:
    """The two classes of a Protocol whose objects are passed.

    Attributes:
        client: What calls such an object on the other side.
        server: What answers for one of this side.
        broker: What the client is given besides: ``, self._broker`` if its methods pass objects
            themselves.
    """

    client: str
    server: str
    broker: str


def counterparts(contract: Contract, transport: str = "") -> Mapping[str, Counterparts]:
    """The classes of each Protocol whose objects are passed, by its key.

    Args:
        contract: The contract.
        transport: What they are called between the Protocol's name and what they are.
    """
    return {
        each.protocol.key: Counterparts(
            f"{each.protocol.name}{transport}Client",
            f"{each.protocol.name}{transport}Server",
            ", self._broker" if each.protocol.passed else "",
        )
        for each in contract.services
        if each.is_passed
    }


@dataclass(frozen=True, slots=True)
class Passing:
    """Writes the expressions between objects and their numbers, in one method.

    Attributes:
        classes: By the keys of Protocols.
        helpers: What the file calls the functions of the runtime.
        in_task: Whether the method runs in a task, and must not block it.
    """

    classes: Mapping[str, Counterparts]
    helpers: Mapping[str, str]
    in_task: bool

    def offered(self, value: str, type_: Type, place: str) -> str:
        """The number under which an object is served from now on, passed at that place."""
        server = self._classes(type_).server
        helper = f"await {self.helpers['offer_async']}" if self.in_task else self.helpers["offer"]
        offer = f"{helper}(self._broker, {server}, {value}, {literal(place)})"
        return f"0 if {value} is None else {offer}" if isinstance(type_, OptionalType) else offer

    def dialled(self, number: str, type_: Type) -> str:
        """What calls the object that is served under a number."""
        classes = self._classes(type_)
        connection = f"self._broker.dial({number})"
        if self.in_task:
            connection = f"await {self.helpers['dial_async']}(self._broker, {number})"
        client = f"{classes.client}({connection}{classes.broker})"
        return f"{client} if {number} else None" if isinstance(type_, OptionalType) else client

    def _classes(self, type_: Type) -> Counterparts:
        passed = object_in(type_)
        if passed is None:
            raise TypeError(f"{type_} is no object")
        return self.classes[passed.key]
