"""Streams of values, which methods take and return as iterators."""

from __future__ import annotations

from collections.abc import Mapping

from gen_plugin.model.interface import Stream
from gen_plugin.model.types import ListType, Type
from gen_plugin.parse.python.annotation import understand
from gen_plugin.parse.python.forms.form import FAULTY, Annotation
from gen_plugin.parse.python.type_reader import TypeReader, Unpinned

_RESULTS = {f"typing.{each.value}": each for each in Stream}
_TAKEN = (Stream.ITERATOR, Stream.ASYNC_ITERATOR, Stream.ASYNC_ITERABLE)
_PARAMETERS = {f"typing.{each.value}": each for each in _TAKEN}


_PLAIN = {"typing.Generator": "Iterator", "typing.AsyncGenerator": "AsyncIterator"}


def read_streamed_parameter(given: Unpinned, types: TypeReader) -> tuple[Stream, Type] | None:
    """What kind of stream a parameter is, and the type of its items; None if it is none."""
    return _read(given, _PARAMETERS, types)


def read_streamed_result(given: Unpinned, types: TypeReader) -> tuple[Stream, Type] | None:
    """Likewise, of a result."""
    return _read(given, _RESULTS, types)


def _read(
    given: Unpinned, streams: Mapping[str, Stream], types: TypeReader
) -> tuple[Stream, Type] | None:
    annotation = understand(given.located, types.project)
    stream = streams.get(annotation.name)
    return (stream, _item(annotation, given, types)) if stream else None


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
