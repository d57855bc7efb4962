"""What a method may take and return: values, streams of values, and objects to be called."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import count

import libcst as cst

from gen_plugin.frozen import dataclass, replace
from gen_plugin.model.interface import (
    Method,
    Parameter,
    ParameterKind,
    PinnedMethod,
    ProtocolDefinition,
    Stream,
    object_in,
)
from gen_plugin.model.types import ObjectType, OptionalType, Type
from gen_plugin.parse.python.annotation import understand
from gen_plugin.parse.python.class_kind import ClassKind, kind_of
from gen_plugin.parse.python.forms.form import FAULTY, Annotation
from gen_plugin.parse.python.generics import Instance, fill_in
from gen_plugin.parse.python.pins import NOT_PINNED
from gen_plugin.parse.python.streams import read_streamed_parameter, read_streamed_result
from gen_plugin.parse.python.symbols import Located, ProjectClass
from gen_plugin.parse.python.type_reader import TypeReader, Unpinned

RESULT = "result"

_AWAITED = {"typing.Awaitable": 1, "typing.Coroutine": 3}
"""What the call of a coroutine function gives -> how many types stand in its brackets."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is passed: what is passed there may be named after it.

    Attributes:
        protocol: The Protocol that has it, maybe by inheritance.
        path: From its name down: ``("Downloader", "fetch", "on_progress")``.
        self_variable: What is another way there to say `Self`: ``T`` in a method whose object is
            ``self: T``; empty if nothing is.
    """

    protocol: Instance
    path: tuple[str, ...]
    self_variable: str = ""

    def within(self, name: str) -> Place:
        """A place in what is passed here."""
        return replace(self, path=(*self.path, name))

    @property
    def name(self) -> str:
        """``DownloaderFetchOnProgress``."""
        words = (word for part in self.path for word in part.split("_") if word)
        return "".join(word[0].upper() + word[1:] for word in words)

    def __str__(self) -> str:
        return ".".join(self.path)


def read_parameter(given: Unpinned, place: Place, types: TypeReader) -> tuple[Stream | None, Type]:
    """What kind of stream a parameter is, None for one value; and the type of what it carries."""
    with types.filled(given.located, partial(argument, place, types)) as located:
        given = replace(given, located=located)
        streamed = read_streamed_parameter(given, types)
        if streamed:
            return streamed
        found = _object(located, place, types) or types.value(located)
        return None, types.pin(found, given.beside)


def read_result(given: Unpinned, place: Place, types: TypeReader) -> tuple[Stream | None, Type]:
    """Likewise, of a result."""
    with types.filled(given.located, partial(argument, place, types)) as located:
        given = replace(given, located=located)
        streamed = read_streamed_result(given, types)
        if streamed:
            return streamed
        found = _object(located, place, types) or types.read(located)
        return None, types.pin(found, given.beside)


def awaited_result(located: Located, types: TypeReader) -> Located | None:
    """``T`` of ``Awaitable[T]`` or ``Coroutine[Any, Any, T]``; None of any other annotation."""
    annotation = understand(located, types.project)
    arguments = annotation.arguments or ()
    return arguments[-1] if len(arguments) == _AWAITED.get(annotation.name) else None


def argument(place: Place, types: TypeReader, located: Located, number: int) -> Type:
    """What fills in a Protocol, or another name, as the type of a number there: maybe an object."""
    return _object(located, place.within(f"type{number}"), types) or types.read(located)


def _object(located: Located, place: Place, types: TypeReader) -> Type | None:
    """The object, or the object or None, that an annotation means; None if it means a value."""
    annotation = understand(located, types.project)
    with types.filled(located, partial(argument, place, types)) as target:
        followed = annotation.aliases if target is located else (*annotation.aliases, target)
        return types.within(annotation, followed, partial(_named, target, place, types))


def _named(located: Located, place: Place, types: TypeReader) -> Type | None:
    annotation = understand(located, types.project)
    arms = annotation.arguments or ()
    if annotation.name == "typing.Optional" and len(arms) == 1:
        return _optional(_object(arms[0], place, types))
    if annotation.name == "typing.Union":
        kept = [each for each in arms if understand(each, types.project).name != "builtins.None"]
        if len(kept) == 1:
            return _optional(_object(kept[0], place, types))
    bound = types.bound(annotation)
    if bound is not None:
        return bound if object_in(bound) else None
    if annotation.name == "typing.Self" or annotation.code == place.self_variable:
        return ObjectType(place.protocol.key, place.protocol.arguments, is_self=True)
    if annotation.name == "typing.Callable":
        return _function(annotation, place, types)
    found = annotation.symbol
    if isinstance(found, ProjectClass) and kind_of(found, types.project) is ClassKind.PROTOCOL:
        return _protocol(found, annotation, place, types)
    return None


def _protocol(found: ProjectClass, annotation: Annotation, place: Place, types: TypeReader) -> Type:
    types.named.add(found.key)
    read = partial(argument, place, types)
    instance = fill_in(found, annotation, types.project, types, read)
    if instance is None or instance.is_faulty:
        return FAULTY
    if any(isinstance(part, ObjectType) and part.is_self for part in instance.parts):
        return types.refuse(
            "GP115",
            annotation,
            f"{annotation.code} stands for different Protocols where others inherit it",
            f"write {place.protocol.found.name}, as it is filled in, for Self",
        )
    if not types.keep(instance, annotation, types.protocols):
        return FAULTY
    return ObjectType(instance.key, instance.arguments)


def _optional(inner: Type | None) -> Type | None:
    return OptionalType(inner) if isinstance(inner, ObjectType) else inner


def _function(annotation: Annotation, place: Place, types: TypeReader) -> Type:
    """``Callable[[A], B]``, as a Protocol with the one method ``__call__``."""
    arguments = annotation.arguments or ()
    if len(arguments) != 2 or not isinstance(arguments[0].node, cst.List):
        return types.refuse(
            "GP106",
            annotation,
            f"{annotation.code} does not say what is given to the function",
            "write the types of its arguments and its result: Callable[[str, int], None]",
        )
    taken, returned = arguments
    awaited = awaited_result(returned, types)
    given = types.unpinned(awaited or returned, may_be_implicit=False)
    stream, result = read_result(given, place.within(RESULT), types)
    method = Method(
        name="__call__",
        parameters=tuple(_arguments(taken, place, types)),
        result=result,
        result_pinned=NOT_PINNED,
        pinned=PinnedMethod(),
        docstring=None,
        span=annotation.span,
        result_stream=stream,
        is_async=awaited is not None,
    )
    return ObjectType(_define(method, place, types))


def _define(method: Method, place: Place, types: TypeReader) -> str:
    """Keep the definition of a function under its key, which is that of no other place."""
    definition = ProtocolDefinition(
        module=place.protocol.found.module.source.module,
        name=place.name,
        methods=(method,),
        docstring=f"The function that is passed as {place}.",
        pinned_service=None,
        pinned_plugin=None,
        span=method.span,
        is_function=True,
    )
    for number in count(2):
        # What a Protocol overrides is read again, for the same place.
        if types.functions.setdefault(definition.key, definition).docstring == definition.docstring:
            break
        definition = replace(definition, name=f"{place.name}{number}")
    return definition.key


def _arguments(taken: Located, place: Place, types: TypeReader) -> Iterable[Parameter]:
    elements = taken.node.elements if isinstance(taken.node, cst.List) else ()
    for number, element in enumerate(elements, start=1):
        name = f"arg{number}"
        located = Located(element.value, taken.module, taken.spans)
        given = types.unpinned(located)
        stream, type_ = read_parameter(given, place.within(name), types)
        kind = ParameterKind.POSITIONAL_ONLY
        yield Parameter(name, type_, None, kind, given.field, located.span, stream)
