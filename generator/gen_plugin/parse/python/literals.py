"""Values that are written out in the source."""

from __future__ import annotations

import ast
import warnings
from enum import Enum

from gen_plugin.parse.python.symbols import Located


class NotLiteral(Enum):
    """What there is instead of a value that only running the program would give."""

    NOT_LITERAL = "not a literal"


NOT_LITERAL = NotLiteral.NOT_LITERAL


def literal(located: Located) -> object:
    """The value of an expression that is written out, containers of such values included.

    Returns:
        NOT_LITERAL for anything that would have to be run.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # The brackets let an expression go over several lines, as it may have where it stood.
            return ast.literal_eval(f"(\n{located.code}\n)")
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return NOT_LITERAL
