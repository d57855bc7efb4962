"""``UserId = NewType("UserId", int)``."""

from __future__ import annotations

import libcst as cst

from gen_plugin.model.types import LiteralType, NewType, NoneType, OptionalType, Type
from gen_plugin.parse.python.forms.form import FAULTY, Annotation, Reader
from gen_plugin.parse.python.symbols import Located, ProjectValue


def new_type(annotation: Annotation, reader: Reader) -> Type | None:
    """A name that ``NewType`` made of a class."""
    found = annotation.symbol
    if annotation.maker != "typing.NewType" or not isinstance(found, ProjectValue):
        return None
    stands_for = _second_argument(found)
    if stands_for is None:
        return _refuse(annotation, f"{found.name} does not say what it stands for", reader)
    inner = reader.read(stands_for)
    if inner is FAULTY:
        return FAULTY
    if isinstance(inner, NoneType | OptionalType | LiteralType):
        said = f"{found.name} stands for {stands_for.code}, which is not a class"
        return _refuse(annotation, said, reader)
    return NewType(stands_for.module.source.module, found.name, inner)


def _second_argument(found: ProjectValue) -> Located | None:
    if found.value is None or not isinstance(found.value.node, cst.Call):
        return None
    arguments = found.value.node.args
    if len(arguments) != 2 or any(each.star for each in arguments):
        return None
    return Located(arguments[1].value, found.value.module, found.value.spans)


def _refuse(annotation: Annotation, message: str, reader: Reader) -> Type:
    return reader.refuse(
        "GP116", annotation, message, 'name a class: NewType("Key", str), and say | None outside'
    )
