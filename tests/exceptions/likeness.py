"""When two exceptions are the same, as far as their users see."""

from __future__ import annotations

import math

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_ATTRIBUTES = (
    *("errno", "strerror", "filename", "filename2", "characters_written", "name", "path", "msg"),
    *("encoding", "object", "start", "end", "reason", "lineno", "offset", "text"),
)


def assert_alike(found: BaseException, raised: BaseException) -> None:
    """Of one type, with equal arguments, attributes, text, notes and members."""
    assert type(found) is type(raised)
    assert like(getattr(found, "__notes__", [])) == like(getattr(raised, "__notes__", []))
    if isinstance(raised, BaseExceptionGroup) and isinstance(found, BaseExceptionGroup):
        assert found.message == raised.message
        assert len(found.exceptions) == len(raised.exceptions)
        for one, other in zip(found.exceptions, raised.exceptions, strict=True):
            assert_alike(one, other)
        return
    assert like(found.args) == like(raised.args)
    assert str(found) == str(raised)
    for name in _ATTRIBUTES:
        if not (name == "object" and isinstance(raised, AttributeError)):
            assert like(getattr(found, name, None)) == like(getattr(raised, name, None)), name


def like(value: Any) -> object:
    """A form of a value that is equal for equal values of equal types, NaN and -0.0 included."""
    if isinstance(value, float):
        return ("float", "nan") if math.isnan(value) else ("float", math.copysign(1, value), value)
    if isinstance(value, list | tuple):
        return type(value), [like(each) for each in value]
    if isinstance(value, dict):
        return [(like(key), like(item)) for key, item in value.items()]
    return type(value), value
