"""The type of what JSON can say."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    JsonValue: TypeAlias = (
        "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
    )
    """None, a bool, int, float or str, or a list or dict of such values."""
else:
    JsonValue = object  # `typing` would be one more import before a plugin's first line

__all__ = ["JsonValue"]
