"""Classes of the project: records and enums."""

from __future__ import annotations

from gen_plugin.model.types import Type
from gen_plugin.parse.python.forms.form import Annotation, Form, Reader
from gen_plugin.parse.python.symbols import ProjectClass


def _is_class(annotation: Annotation) -> bool:
    return isinstance(annotation.symbol, ProjectClass)


def _class(annotation: Annotation, reader: Reader) -> Type:
    assert isinstance(annotation.symbol, ProjectClass)
    found = annotation.symbol
    if annotation.arguments is not None:
        return reader.refuse(
            "GP115",
            annotation,
            f"{annotation.code} is an instance of a generic class, which is not supported",
            f"write a dataclass with the types filled in, and use that instead of {found.name}[...]",
        )
    return reader.reach(found, annotation)


CLASS = Form(_is_class, _class)
