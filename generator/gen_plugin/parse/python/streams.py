"""What a method may take and return: values, and streams of values as iterators."""

from __future__ import annotations

from gen_plugin.model.interface import Stream
from gen_plugin.model.types import ListType, Type
from gen_plugin.parse.python.annotation import understand
from gen_plugin.parse.python.forms.form import FAULTY, Annotation
from gen_plugin.parse.python.type_reader import TypeReader, Unpinned

_RESULTS = {f"typing.{each.value}": each for each in Stream}
_TAKEN = (Stream.ITERATOR, Stream.ASYNC_ITERATOR, Stream.ASYNC_ITERABLE)
_PARAMETERS = {f"typing.{each.value}": each for each in _TAKEN}


_PLAIN = {"typing.Generator": "Iterator", "typing.AsyncGenerator": "AsyncIterator"}


def read_parameter(given: Unpinned, types: TypeReader) -> tuple[Stream | None, Type]:
    """What kind of stream a parameter is, None for one value; and the type of what it carries."""
    annotation = understand(given.located, types.project)
    stream = _PARAMETERS.get(annotation.name)
    if stream:
        return stream, _item(annotation, given, types)
    return None, types.pin(types.value(given.located), given.beside)


def read_result(given: Unpinned, types: TypeReader) -> tuple[Stream | None, Type]:
    """Likewise, of a result."""
    annotation = understand(given.located, types.project)
    stream = _RESULTS.get(annotation.name)
    if stream:
        return stream, _item(annotation, given, types)
    return None, types.pin(types.read(given.located), given.beside)


def _item(annotation: Annotation, given: Unpinned, types: TypeReader) -> Type:
    types.pin(ListType(FAULTY), given.beside)  # as little as a list's, a stream's items are pinned
    item, *others = annotation.arguments or (None,)
    if item is None:
        return types.refuse(
            "GP106",
            annotation,
            f"{annotation.code} does not say of what",
            f"write the type of its items in brackets: {annotation.code}[str]",
        )
    plain = _PLAIN.get(annotation.name, "Iterator")
    if any(understand(each, types.project).name != "builtins.None" for each in others):
        return types.refuse(
            "GP106",
            annotation,
            f"{annotation.code} takes or returns values beside those that it yields",
            f"write {plain}[{item.code}]: only what is yielded goes over the wire",
        )
    return types.value(item)
