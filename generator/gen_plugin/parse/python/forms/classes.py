"""Classes of the project: records and enums."""

from __future__ import annotations

from gen_plugin.model.types import Type
from gen_plugin.parse.python.forms.form import Annotation, Reader
from gen_plugin.parse.python.symbols import ProjectClass


def project_class(annotation: Annotation, reader: Reader) -> Type | None:
    """A dataclass or an enum."""
    found = annotation.symbol
    if not isinstance(found, ProjectClass):
        return None
    if annotation.arguments is not None:
        return reader.refuse(
            "GP115",
            annotation,
            f"{annotation.code} is an instance of a generic class, which is not supported",
            f"write a dataclass with the types filled in instead of {found.name}[...]",
        )
    return reader.reach(found, annotation)
