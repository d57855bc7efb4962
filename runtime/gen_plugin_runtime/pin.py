"""Words by which an interface keeps to a wire contract that already exists.

They speak to ``gen-plugin``, which reads them in the source, and do nothing when the program runs::

    from typing import Annotated, Protocol

    from gen_plugin_runtime import pin


    @pin.service("KV", plugin="kv_grpc")
    class KV(Protocol):
        @pin.method("Get", request="GetRequest", response="GetResponse")
        def get(self, key: Annotated[str, pin.field(1)]) -> Annotated[bytes, pin.field(2)]: ...

Others stand beside a type, wherever it is, and say how its values travel::

    def resize(self, sizes: list[Annotated[int, pin.uint32]]) -> None: ...

What an argument leaves out, or gives as None, stays as ``gen-plugin`` names and numbers it by
itself. Names can also be set in ``[tool.gen-plugin]`` of ``pyproject.toml``.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    Definition = TypeVar("Definition")


class Field:
    """What `field` returns: the pinned number and name of a wire field, None where not pinned."""

    __slots__ = ("name", "number")

    def __init__(self, number: int | None, name: str | None) -> None:
        self.number = number
        self.name = name

    def __repr__(self) -> str:
        return f"pin.field({self.number!r}, name={self.name!r})"


class Travel:
    """How the values of the type beside it travel, where that is not the usual way."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"pin.{self.name}"


ordered = Travel("ordered")
"""``Annotated[dict[K, V], pin.ordered]``: entries in order, which a map reads too."""

int32 = Travel("int32")
"""``Annotated[int, pin.int32]``: an `int32`, from -2**31 to 2**31 - 1."""

uint32 = Travel("uint32")
"""``Annotated[int, pin.uint32]``: a `uint32`, from 0 to 2**32 - 1."""

uint64 = Travel("uint64")
"""``Annotated[int, pin.uint64]``: a `uint64`, from 0 to 2**64 - 1."""

sint32 = Travel("sint32")
"""``Annotated[int, pin.sint32]``: a `sint32`, short for negative numbers too."""

sint64 = Travel("sint64")
"""``Annotated[int, pin.sint64]``: a `sint64`, short for negative numbers too."""

fixed32 = Travel("fixed32")
"""``Annotated[int, pin.fixed32]``: a `fixed32`, four bytes, from 0 to 2**32 - 1."""

fixed64 = Travel("fixed64")
"""``Annotated[int, pin.fixed64]``: a `fixed64`, eight bytes, from 0 to 2**64 - 1."""

sfixed32 = Travel("sfixed32")
"""``Annotated[int, pin.sfixed32]``: an `sfixed32`, four bytes, from -2**31 to 2**31 - 1."""

sfixed64 = Travel("sfixed64")
"""``Annotated[int, pin.sfixed64]``: an `sfixed64`, eight bytes, from -2**63 to 2**63 - 1."""

implicit = Travel("implicit")
"""``Annotated[int, pin.implicit]``: a plain field, though the parameter has a default.

For a contract that exists already: whoever does not send the field means 0, and not the default.
"""

bigint = Travel("bigint")
"""``Annotated[int, pin.bigint]``: an int of any size, as a `string` of decimal digits."""

float32 = Travel("float32")
"""``Annotated[float, pin.float32]``: a `float`, four bytes. Rounds: 0.1 does not come back."""

bytes = Travel("bytes")  # noqa: A001 - it is read as pin.bytes
"""``Annotated[UUID, pin.bytes]``: `bytes`, 16 of them."""

naive = Travel("naive")
"""``Annotated[datetime, pin.naive]``: a local time without offset, as a `string` (ISO 8601)."""

zoned = Travel("zoned")
"""``Annotated[datetime, pin.zoned]``: a message of the instant, its offset and its IANA zone."""


open = Travel("open")  # noqa: A001 - it is read as pin.open
"""``Annotated[Color, pin.open]``: a number that no member has arrives as an `UnknownEnum`."""


class UnknownEnum:
    """What arrives for an enum that is ``pin.open`` when no member has the number.

    Type checkers hold it to be a member, as the interface says: ask by ``isinstance``. It can be
    sent on as it is.
    """

    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        self.number = number

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UnknownEnum) and other.number == self.number

    def __hash__(self) -> int:
        return hash((UnknownEnum, self.number))

    def __repr__(self) -> str:
        return f"pin.UnknownEnum({self.number!r})"


def field(number: int | None = None, *, name: str | None = None) -> Field:
    """Pin the wire field of a parameter, of a dataclass field or of a result.

    Example::

        @dataclass
        class Person:
            full_name: Annotated[str, pin.field(4, name="name")]

    Args:
        number: 1 to 536870911, without 19000 to 19999, which protobuf keeps for itself.
        name: The field's name in the .proto.
    """
    return Field(number, name)


def method(
    name: str | None = None,  # noqa: ARG001 - read in the source
    *,
    request: str | None = None,  # noqa: ARG001 - read in the source
    response: str | None = None,  # noqa: ARG001 - read in the source
) -> Callable[[Definition], Definition]:
    """Pin the wire names of a Protocol's method.

    Example::

        class KV(Protocol):
            @pin.method("Put", request="PutRequest", response="Empty")
            def put(self, key: str, value: bytes) -> None: ...

    Args:
        name: The method's name in the service.
        request: The message that carries the arguments.
        response: The message that carries the result.
    """
    return _unchanged


def service(
    name: str | None = None,  # noqa: ARG001 - read in the source
    *,
    plugin: str | None = None,  # noqa: ARG001 - read in the source
) -> Callable[[Definition], Definition]:
    """Pin the service and the plugin of a Protocol.

    Example::

        @pin.service("KV", plugin="kv_grpc")
        class KeyValueStore(Protocol): ...

    Args:
        name: The service's name within the proto package.
        plugin: The name by which hosts dispense it.
    """
    return _unchanged


def message(
    name: str,  # noqa: ARG001 - read in the source
) -> Callable[[Definition], Definition]:
    """Pin the name in the .proto of a dataclass or an enum.

    Example::

        @pin.message("User")
        @dataclass
        class Person:
            name: str

    Args:
        name: The message's, or the proto enum's, name.
    """
    return _unchanged


def _unchanged(definition: Definition) -> Definition:
    return definition
