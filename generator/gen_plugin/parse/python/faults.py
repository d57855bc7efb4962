"""What is wrong with the input, collected while parsing goes on."""

from __future__ import annotations

from gen_plugin.diagnostics.diagnostic import Diagnostic, InputRefused
from gen_plugin.model.span import Span


class Faults:
    """The diagnostics of one run, each once.

    Attributes:
        unread: The keys of the classes of which some part is left out, for a fault in it.
    """

    def __init__(self) -> None:
        self._found: dict[Diagnostic, None] = {}
        self.unread: set[str] = set()

    @property
    def found(self) -> tuple[Diagnostic, ...]:
        """All of them so far."""
        return tuple(self._found)

    def add(self, code: str, span: Span, message: str, fix: str) -> None:
        """Note a fault at a place."""
        self._found[Diagnostic(code, message, fix, span)] = None

    def add_all(self, refused: InputRefused) -> None:
        """Note the faults that another stage found, such as reading an imported file."""
        self._found.update(dict.fromkeys(refused.diagnostics))
