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


def type_name(kind: type[BaseException]) -> str:
    """A class's name as people know it: ``ValueError``, ``shop.errors.SoldOut``."""
    if kind.__module__ in ("builtins", "__main__"):
        return kind.__qualname__
    return f"{kind.__module__}.{kind.__qualname__}"


class Known:
    """The exceptions that cross a connection as themselves, beside Python's own.

    Args:
        declared: Those of the interface.
        groups: Its subclasses of `ExceptionGroup` that are made as that is, of a message and
            exceptions.
    """

    __slots__ = ("by_kind", "by_message", "groups")

    def __init__(
        self, *declared: Declared, groups: tuple[type[ExceptionGroup[Any]], ...] = ()
    ) -> None:
        self.by_kind: Final[Mapping[type, Declared]] = {each.kind: each for each in declared}
        self.by_message: Final[Mapping[str, Declared]] = {each.message: each for each in declared}
        self.groups: Final[Mapping[str, type[ExceptionGroup[Any]]]] = {
            type_name(each): each for each in groups
        }


NO_MORE = Known()
"""Of an interface that declares none."""
