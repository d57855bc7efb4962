"""Keyword arguments whose names a TypedDict lists: ``**options: Unpack[Options]``."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def check_keywords(
    method: str, given: Mapping[str, object], demanded: tuple[str, ...], others: tuple[str, ...]
) -> None:
    """Refuse arguments as Python does, which itself does not look into ``**options``.

    Args:
        method: What is called.
        given: The arguments.
        demanded: The names without which there is no call.
        others: Further names that there may be.

    Raises:
        TypeError: One is missing, or one more is there, which would be lost.
    """
    for name in given:
        if name not in demanded and name not in others:
            raise TypeError(f"{method}() got an unexpected keyword argument '{name}'")
    for name in demanded:
        if name not in given:
            raise TypeError(f"{method}() missing a required keyword argument: '{name}'")
