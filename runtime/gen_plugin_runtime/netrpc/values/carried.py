"""Values of a Python class that travel as another type, and what is said of those that cannot."""

from __future__ import annotations

from gen_plugin_runtime.errors import EncodeError
from gen_plugin_runtime.netrpc.gob.faults import unfit
from gen_plugin_runtime.netrpc.gob.opaque import Converted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from gen_plugin_runtime.netrpc.gob.kinds import Type

__all__ = ["carried"]


def carried(
    base: Type, load: Callable[[Any], Any], dump: Callable[[Any], Any], what: str
) -> Converted:
    """A `Converted`, for functions that refuse a value by an exception without words.

    Args:
        base: The type that travels.
        load: Makes a value of what arrived.
        dump: Makes what travels of a value. It raises TypeError or LookupError for what is none,
            or an `EncodeError` that says what is wrong with one: ``lies beyond ...``.
        what: What the values are: ``a UUID``.
    """

    def dumped(value: object) -> object:
        try:
            return dump(value)
        except (TypeError, LookupError):
            raise unfit(value, f"is not {what}") from None
        except EncodeError as error:
            if error.path:
                raise
            raise unfit(value, error.reason) from None

    return Converted(base, load, dumped)
