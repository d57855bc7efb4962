"""``Literal["r", "w"]``: values that are listed."""

from __future__ import annotations

from collections.abc import Iterator

from gen_plugin.model.types import LiteralType, NoneType, OptionalType, Type
from gen_plugin.parse.python.forms.form import FAULTY, Annotation, Reader
from gen_plugin.parse.python.literals import NOT_LITERAL, literal
from gen_plugin.parse.python.symbols import Located

_INT64 = range(-(2**63), 2**63)


def literal_values(annotation: Annotation, reader: Reader) -> Type | None:
    """``Literal[...]`` of texts, or of ints; None may be among them."""
    if annotation.name != "typing.Literal":
        return None
    if not annotation.arguments:
        return reader.refuse(
            "GP106",
            annotation,
            f"{annotation.code} does not list its values",
            'write them in brackets: Literal["r", "w"]',
        )
    values = list(dict.fromkeys(_values(annotation.arguments, reader)))
    if FAULTY in values:
        return FAULTY
    listed = [value for value in values if value is not None]
    texts = tuple(value for value in listed if isinstance(value, str))
    ints = tuple(value for value in listed if type(value) is int and value in _INT64)
    found = texts if len(texts) == len(listed) else ints
    if not listed or len(found) != len(listed):
        return _refuse(annotation, reader)
    type_ = LiteralType(found)
    return type_ if len(listed) == len(values) else OptionalType(type_)


def _values(arguments: tuple[Located, ...], reader: Reader) -> Iterator[object]:
    """What is listed, also under another name or in a ``Literal`` of its own."""
    for each in arguments:
        value = literal(each)
        if value is not NOT_LITERAL:
            yield value
            continue
        match reader.read(each):
            case LiteralType(values):
                yield from values
            case OptionalType(LiteralType(values)):
                yield from (*values, None)
            case NoneType() as nothing if nothing is not FAULTY:
                yield None
            case _:
                yield FAULTY


def _refuse(annotation: Annotation, reader: Reader) -> Type:
    return reader.refuse(
        "GP105",
        annotation,
        f"{annotation.code} lists something else than texts alone, or ints of 64 bits alone",
        "use an Enum, bool instead of True and False, or one kind of value",
    )
