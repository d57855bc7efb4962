"""Types whose values are converted for the wire, by their names."""

from __future__ import annotations

from gen_plugin.model.types import ConvertedKind, ConvertedType, Type
from gen_plugin.parse.python.forms.form import Annotation, Reader
from gen_plugin.parse.python.symbols import Located

_UNPINNED = [kind for kind in ConvertedKind if ConvertedType(kind).name == kind.value]
_KINDS = {kind.value if "." in kind.value else f"builtins.{kind.value}": kind for kind in _UNPINNED}
_KINDS |= dict.fromkeys(
    ("gen_plugin_runtime.JsonValue", "pydantic.JsonValue", "pydantic.types.JsonValue"),
    ConvertedKind.JSON,
)


def converted(annotation: Annotation, reader: Reader) -> Type | None:
    """``bytearray``, ``Decimal``, ``Path`` and their like."""
    kind = _KINDS.get(annotation.name)
    if kind is None:
        return None
    if kind is ConvertedKind.PATH_LIKE:
        return _path_like(annotation, annotation.arguments or (), reader)
    if annotation.arguments is not None:
        name = annotation.name.rpartition(".")[2]
        return reader.refuse(
            "GP106", annotation, f"{name} takes no type in brackets", f"write {name}"
        )
    return ConvertedType(kind)


def _path_like(annotation: Annotation, arguments: tuple[Located, ...], reader: Reader) -> Type:
    if [each.code for each in arguments] != ["str"]:
        return reader.refuse(
            "GP106",
            annotation,
            f"{annotation.code} does not say that the path is text",
            "write os.PathLike[str], or bytes for a path of bytes",
        )
    return ConvertedType(ConvertedKind.PATH_LIKE)
