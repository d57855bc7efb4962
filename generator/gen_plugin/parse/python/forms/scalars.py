"""``str``, ``int``, ``float``, ``bool``, ``bytes`` and ``None``."""

from __future__ import annotations

from gen_plugin.model.types import NoneType, ScalarKind, ScalarType, Type
from gen_plugin.parse.python.forms.form import Annotation, Reader

_KINDS = {f"builtins.{kind.value}": kind for kind in ScalarKind}


def scalar(annotation: Annotation, reader: Reader) -> Type | None:
    """A type that a single field holds."""
    kind = _KINDS.get(annotation.name)
    if kind is None:
        return None
    if annotation.arguments is not None:
        return reader.refuse(
            "GP106", annotation, f"{kind.value} takes no type in brackets", f"write {kind.value}"
        )
    return ScalarType(kind)


def none(annotation: Annotation, _reader: Reader) -> Type | None:
    """``None``, which only some places allow."""
    return NoneType() if annotation.name == "builtins.None" else None
