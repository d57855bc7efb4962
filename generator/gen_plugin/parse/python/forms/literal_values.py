"""``Literal["r", "w"]``: values that are listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gen_plugin.model.types import LiteralType, NoneType, OptionalType, Type, UnionType
from gen_plugin.parse.python.forms.form import FAULTY, Annotation, Reader
from gen_plugin.parse.python.literals import NOT_LITERAL, literal
from gen_plugin.parse.python.symbols import Located

_INT64 = range(-(2**63), 2**63)
_NO_VALUE = object()
"""Stands for a type where a value should be: ``Literal[str]``."""


def literal_values(annotation: Annotation, reader: Reader) -> Type | None:
    """``Literal[...]`` of texts and ints; None may be among them."""
    if annotation.name != "typing.Literal":
        return None
    if not annotation.arguments:
        return reader.refuse(
            "GP106",
            annotation,
            f"{annotation.code} does not list its values",
            'write them in brackets: Literal["r", "w"]',
        )
    named = [each for each in annotation.arguments if reader.is_value(each)]
    if named:
        return _refuse_named(annotation, named[0], reader)
    values = _distinct(_values(annotation.arguments, reader))
    if FAULTY in values:
        return FAULTY
    if _NO_VALUE in values:
        return _refuse(annotation, reader)
    listed = [value for value in values if value is not None]
    texts = tuple(value for value in listed if isinstance(value, str))
    ints = tuple(value for value in listed if type(value) is int and value in _INT64)
    if not listed or len(texts) + len(ints) != len(listed):
        return _refuse(annotation, reader)
    may_be_none = len(listed) < len(values)
    if texts and ints:
        none = (NoneType(),) if may_be_none else ()
        return UnionType((LiteralType(texts), LiteralType(ints), *none))
    type_ = LiteralType(texts or ints)
    return OptionalType(type_) if may_be_none else type_


def _distinct(values: Iterable[object]) -> list[object]:
    """Each once, in the order of their first places. True is not 1."""
    return list({(value.__class__, value): value for value in values}.values())


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
            case UnionType(arms):
                for arm in arms:
                    yield from arm.values if isinstance(arm, LiteralType) else _none(arm)
            case faulty if faulty is FAULTY:
                yield FAULTY
            case NoneType():
                yield None
            case _:
                yield _NO_VALUE


def _refuse_named(annotation: Annotation, named: Located, reader: Reader) -> Type:
    owner = named.code.rpartition(".")[0]
    return reader.refuse(
        "GP105",
        annotation,
        f"{annotation.code} lists {named.code}, which is the name of a value",
        f"write {owner} if it is a member of that, an enum; else the value itself"
        if owner
        else "write the value itself",
    )


def _none(arm: Type) -> tuple[object, ...]:
    return (None,) if isinstance(arm, NoneType) else (_NO_VALUE,)


def _refuse(annotation: Annotation, reader: Reader) -> Type:
    return reader.refuse(
        "GP105",
        annotation,
        f"{annotation.code} lists something else than texts and ints of 64 bits",
        "use an Enum, or bool instead of True and False",
    )
