"""`Known`: the exceptions that an interface declares."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Final


class Declared:
    """An exception class of an interface, and its message.

    Args:
        kind: The class.
        message: The message's full name, ``shop.v1.SoldOut``.
        encode: Makes the message of such an exception.
        decode: Makes the exception of the message, which lies between two positions of the bytes.
    """

    __slots__ = ("decode", "encode", "kind", "message")

    def __init__(
        self,
        kind: type[Exception],
        message: str,
        encode: Callable[[Any], bytes],  # each takes its own kind
        decode: Callable[[bytes, int, int], Exception],
    ) -> None:
        self.kind: Final = kind
        self.message: Final = message
        self.encode: Final = encode
        self.decode: Final = decode


class Known:
    """The exceptions that cross a connection as themselves, beside Python's own.

    Args:
        declared: Those of the interface.
    """

    __slots__ = ("by_kind", "by_message")

    def __init__(self, *declared: Declared) -> None:
        self.by_kind: Final[Mapping[type, Declared]] = {each.kind: each for each in declared}
        self.by_message: Final[Mapping[str, Declared]] = {each.message: each for each in declared}


NO_MORE = Known()
"""Of an interface that declares none."""
