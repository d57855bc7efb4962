"""Rules for the names that go over the wire."""

from __future__ import annotations

from gen_plugin.model.span import Span
from gen_plugin.parse.python.faults import Faults


def check_name(name: str, span: Span, what: str, faults: Faults) -> None:
    """Note a name that other languages cannot spell.

    Args:
        name: The name.
        span: Where it stands.
        what: What bears it, for the message: ``a parameter``.
        faults: Where to note it.
    """
    if not name.isascii():
        faults.add(
            "GP212",
            span,
            f"{what} has the name {name}, which not every language can spell",
            "use ASCII letters, digits and underscores",
        )
