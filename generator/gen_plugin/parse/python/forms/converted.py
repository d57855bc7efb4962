"""Types whose values are converted for the wire, by their names."""

from __future__ import annotations

from gen_plugin.model.types import ConvertedKind, ConvertedType, Type
from gen_plugin.parse.python.forms.form import Annotation, Reader

_KINDS = {
    "builtins.bytearray": ConvertedKind.BYTEARRAY,
    "builtins.memoryview": ConvertedKind.MEMORYVIEW,
}


def converted(annotation: Annotation, reader: Reader) -> Type | None:
    """``bytearray`` and its like."""
    kind = _KINDS.get(annotation.name)
    if kind is None:
        return None
    if annotation.arguments is not None:
        name = annotation.name.rpartition(".")[2]
        return reader.refuse(
            "GP106", annotation, f"{name} takes no type in brackets", f"write {name}"
        )
    return ConvertedType(kind)
