"""``str``, ``int``, ``float``, ``bool``, ``bytes`` and ``None``."""

from __future__ import annotations

from gen_plugin.model.types import NoneType, ScalarKind, ScalarType, Type
from gen_plugin.parse.python.forms.form import Annotation, Form, Reader, named
from gen_plugin.parse.python.symbols import External

_KINDS = {f"builtins.{kind.value}": kind for kind in ScalarKind}


def _scalar(annotation: Annotation, reader: Reader) -> Type:
    assert isinstance(annotation.symbol, External)
    kind = _KINDS[annotation.symbol.name]
    if annotation.arguments is not None:
        return reader.refuse(
            "GP106", annotation, f"{kind.value} takes no type in brackets", f"write {kind.value}"
        )
    return ScalarType(kind)


def _none(_annotation: Annotation, _reader: Reader) -> Type:
    return NoneType()


SCALAR = Form(named(*_KINDS), _scalar)
NONE = Form(named("builtins.None"), _none)
