"""Classes of the project: records and enums."""

from __future__ import annotations

from gen_plugin.model.types import Type
from gen_plugin.parse.python.forms.form import Annotation, Reader
from gen_plugin.parse.python.symbols import ProjectClass


def project_class(annotation: Annotation, reader: Reader) -> Type | None:
    """A dataclass, also a generic one that is filled in, or an enum."""
    found = annotation.symbol
    if not isinstance(found, ProjectClass):
        return None
    return reader.reach(found, annotation)
