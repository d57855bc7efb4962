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

__all__ = ["Carried"]


class Carried(Converted):
    """As `Converted`, for functions that refuse by an exception without words.

    Args:
        base: The type that travels.
        load: Makes a value of what arrived.
        dump: Makes what travels of a value. It raises TypeError or LookupError for what is none,
            or an `EncodeError` that says what is wrong with one: ``lies beyond ...``.
        what: What the values are: ``a UUID``.
    """

    __slots__ = ("what",)

    what: str

    def __init__(
        self, base: Type, load: Callable[[Any], Any], dump: Callable[[Any], Any], what: str
    ) -> None:
        super().__init__(base, load, dump)
        self._fill(what=what)

    def _dumped(self, value: Any) -> Any:
        try:
            return self.dump(value)
        except (TypeError, LookupError):
            raise unfit(value, f"is not {self.what}") from None
        except EncodeError as error:
            if error.path:
                raise
            raise unfit(value, error.reason) from None
