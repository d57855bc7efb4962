"""``Final[int]`` and its like, which say something of a name and nothing of its values."""

from __future__ import annotations

from gen_plugin.model.types import Type
from gen_plugin.parse.python.forms.form import Annotation, Reader

_PLACES = {
    "typing.Final": "a variable or of a dataclass's field",
    "typing.ClassVar": "what all objects of a class share",
    "dataclasses.InitVar": "what a dataclass's constructor takes",
    "typing.Required": "a TypedDict's key",
    "typing.NotRequired": "a TypedDict's key",
    "typing.ReadOnly": "a TypedDict's key",
}
"""Around the whole type of what each stands; there it is taken off before forms are tried."""


def qualifier(annotation: Annotation, reader: Reader) -> Type | None:
    """A qualifier in another place than its own."""
    place = _PLACES.get(annotation.name)
    if place is None:
        return None
    name = annotation.name.rpartition(".")[2]
    arguments = annotation.arguments or ()
    if len(arguments) != 1:
        return reader.refuse(
            "GP106",
            annotation,
            f"{annotation.code} does not say which type",
            f"write the type, without {name}: int",
        )
    said = f"{name}, for which {annotation.code} is another name," if annotation.aliases else name
    fix = f"write {arguments[0].code}"
    if name == "NotRequired":
        fix += ", and give it a default if it may be left out"
    message = f"{said} stands around the whole type of {place}, and nowhere else"
    return reader.refuse("GP112", annotation, message, fix)
