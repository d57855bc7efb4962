"""``Optional[T]``, ``T | None`` and ``Union[T, None]``."""

from __future__ import annotations

from gen_plugin.model.types import NoneType, OptionalType, Type
from gen_plugin.parse.python.forms.form import FAULTY, Annotation, Reader
from gen_plugin.parse.python.symbols import Located


def optional(annotation: Annotation, reader: Reader) -> Type | None:
    """``Optional[T]``."""
    if annotation.name != "typing.Optional":
        return None
    arguments = annotation.arguments or ()
    if len(arguments) != 1:
        return reader.refuse(
            "GP106",
            annotation,
            f"{annotation.code} does not say what is optional",
            "write one type in brackets: Optional[str]",
        )
    return _or_none(annotation, reader.read(arguments[0]), reader)


def union(annotation: Annotation, reader: Reader) -> Type | None:
    """``T | None``, and ``Union`` with one other arm than None."""
    if annotation.name != "typing.Union":
        return None
    arguments = annotation.arguments or ()
    if not arguments:
        return reader.refuse(
            "GP106", annotation, "Union does not say of what", "write the type that is meant"
        )
    arms = [(argument, reader.read(argument)) for argument in arguments]
    kept = [(argument, arm) for argument, arm in arms if arm is FAULTY or not _is_none(arm)]
    if len(kept) > 1:
        return _refuse_union(annotation, kept, reader)
    if len(kept) == len(arms):
        return kept[0][1]
    return _or_none(annotation, kept[0][1] if kept else NoneType(), reader)


def _is_none(arm: Type) -> bool:
    return isinstance(arm, NoneType)


def _refuse_union(annotation: Annotation, kept: list[tuple[Located, Type]], reader: Reader) -> Type:
    if any(arm is FAULTY for _, arm in kept):
        return FAULTY
    names = [argument.code for argument, _ in kept]
    return reader.refuse(
        "GP105",
        annotation,
        f"a value that is {' or '.join(names)} has no single type on the wire",
        f"choose one of them, or use a dataclass with a field for each: {names[0]} | None",
    )


def _or_none(annotation: Annotation, inner: Type, reader: Reader) -> Type:
    if inner is FAULTY:
        return FAULTY
    if isinstance(inner, NoneType):
        return reader.refuse(
            "GP108",
            annotation,
            f"{annotation.code} can be nothing but None",
            "name the type that it has when it is not None: str | None",
        )
    return inner if isinstance(inner, OptionalType) else OptionalType(inner)
