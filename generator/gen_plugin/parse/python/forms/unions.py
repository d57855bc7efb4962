"""``Optional[T]``, ``T | None``, ``Union[A, B]``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gen_plugin.model.types import (
    ConvertedKind,
    ConvertedType,
    LiteralType,
    NoneType,
    OptionalType,
    ScalarType,
    Type,
    UnionType,
)
from gen_plugin.model.unions import arm_names
from gen_plugin.parse.python.forms.form import FAULTY, Annotation, Reader

_NONE = NoneType()


def optional(annotation: Annotation, reader: Reader) -> Type | None:
    """``Optional[T]``."""
    if annotation.name != "typing.Optional":
        return None
    arguments = annotation.arguments or ()
    if len(arguments) > 1:
        return reader.refuse(
            "GP106",
            annotation,
            f"{annotation.code} has several types in it, and Optional takes one",
            f"write {' | '.join(each.code for each in arguments)} | None",
        )
    if not arguments:
        return reader.refuse(
            "GP106",
            annotation,
            f"{annotation.code} does not say what is optional",
            "write one type in brackets: Optional[str]",
        )
    return _one_of(annotation, [reader.read(arguments[0]), _NONE], reader)


def union(annotation: Annotation, reader: Reader) -> Type | None:
    """``A | B``, ``Union[A, B]``, with None or without."""
    if annotation.name != "typing.Union":
        return None
    arguments = annotation.arguments or ()
    if not arguments:
        return reader.refuse(
            "GP106", annotation, "Union does not say of what", "write the type that is meant"
        )
    return _one_of(annotation, [reader.read(each) for each in arguments], reader)


def _one_of(annotation: Annotation, read: list[Type], reader: Reader) -> Type:
    if any(each is FAULTY for each in read):
        return FAULTY
    arms = list(dict.fromkeys(_joined([arm for each in read for arm in _arms(each)])))
    kept = [each for each in arms if each != _NONE]
    if not kept:
        return reader.refuse(
            "GP108",
            annotation,
            f"{annotation.code} can be nothing but None",
            "name the type that it has when it is not None: str | None",
        )
    if len(kept) == 1:
        return kept[0] if len(arms) == 1 else OptionalType(kept[0])
    if ConvertedType(ConvertedKind.JSON) in arms:
        return reader.refuse(
            "GP105",
            annotation,
            f"{annotation.code} has JsonValue in it, which may be any of the others",
            "write JsonValue alone, or put it into a dataclass",
        )
    made = UnionType(tuple(arms))
    names = arm_names(made)
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        return reader.refuse(
            "GP105",
            annotation,
            f"{annotation.code} has two arms that are {twice} in Python, and a value does not show "
            "which of them it is",
            "take one of them away, or put each into a dataclass of its own",
        )
    return made


def _arms(type_: Type) -> tuple[Type, ...]:
    """What a union is made of, where one stands in another."""
    match type_:
        case UnionType(arms):
            return arms
        case OptionalType(inner):
            return (inner, _NONE)
        case _:
            return (type_,)


def _joined(arms: Iterable[Type]) -> Iterator[Type]:
    """The arms with all listed values of a kind in one, and none where all of the kind may come."""
    arms = list(arms)
    whole = {each.kind for each in arms if isinstance(each, ScalarType)}
    listed = [each for each in arms if isinstance(each, LiteralType)]
    texts = [value for each in listed for value in each.values if isinstance(value, str)]
    ints = [value for each in listed for value in each.values if isinstance(value, int)]
    for arm in arms:
        if not isinstance(arm, LiteralType):
            yield arm
        elif arm.kind not in whole:
            is_text = isinstance(arm.values[0], str)
            found = tuple(dict.fromkeys(texts)) if is_text else tuple(dict.fromkeys(ints))
            yield LiteralType(found)
