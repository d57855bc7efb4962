"""What a method may take and return: values, and streams of values as iterators."""

from __future__ import annotations

from gen_plugin.model.interface import Stream
from gen_plugin.model.types import Type
from gen_plugin.parse.python.annotation import understand
from gen_plugin.parse.python.forms.form import Annotation
from gen_plugin.parse.python.symbols import Located
from gen_plugin.parse.python.type_reader import TypeReader

_RESULTS = {f"typing.{each.value}": each for each in Stream}
_PARAMETERS = {f"typing.{each.value}": each for each in (Stream.ITERATOR,)}


def read_parameter(located: Located, types: TypeReader) -> tuple[Stream | None, Type]:
    """What kind of stream a parameter is, None for one value; and the type of what it carries."""
    annotation = understand(located, types.project)
    stream = _PARAMETERS.get(annotation.name)
    return stream, _item(annotation, types) if stream else types.value(located)


def read_result(located: Located, types: TypeReader) -> tuple[Stream | None, Type]:
    """Likewise, of a result."""
    annotation = understand(located, types.project)
    stream = _RESULTS.get(annotation.name)
    return stream, _item(annotation, types) if stream else types.read(located)


def _item(annotation: Annotation, types: TypeReader) -> Type:
    item, *others = annotation.arguments or (None,)
    if item is None:
        return types.refuse(
            "GP106",
            annotation,
            f"{annotation.code} does not say of what",
            f"write the type of its items in brackets: {annotation.code}[str]",
        )
    if any(understand(each, types.project).name != "builtins.None" for each in others):
        return types.refuse(
            "GP106",
            annotation,
            f"{annotation.code} takes or returns values beside those that it yields",
            f"write Iterator[{item.code}]: only what is yielded goes over the wire",
        )
    return types.value(item)
