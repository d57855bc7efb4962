"""``Annotated[T, ...]`` within a type. The outermost is taken off before forms are tried."""

from __future__ import annotations

from gen_plugin.model.types import Type
from gen_plugin.parse.python.forms.form import Annotation, Reader


def annotated(annotation: Annotation, reader: Reader) -> Type | None:
    """``Annotated[T, ...]``, which is T, or T pinned to another way to travel."""
    if annotation.name != "typing.Annotated":
        return None
    arguments = annotation.arguments or ()
    if not arguments:
        return reader.refuse(
            "GP106", annotation, "Annotated does not say which type", "write Annotated[int, ...]"
        )
    if len(arguments) == 1:
        fix = f"write {arguments[0].code}, or what else there is to say of it behind a comma"
        return reader.refuse("GP106", annotation, f"{annotation.code} says only which type", fix)
    return reader.pin(reader.read(arguments[0]), arguments[1:])
