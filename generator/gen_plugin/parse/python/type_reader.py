"""From annotations to types: tries the forms in turn and keeps the classes that types lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import TypeVar

import libcst as cst

from gen_plugin.frozen import dataclass
from gen_plugin.model.interface import PinnedField, ProtocolDefinition, object_in
from gen_plugin.model.types import EnumType, FlagType, NoneType, RecordType, Type
from gen_plugin.parse.python.annotation import aliased, understand
from gen_plugin.parse.python.class_kind import (
    RECORD_KINDS,
    ClassKind,
    kind_of,
    undefined_makers,
)
from gen_plugin.parse.python.faults import Faults
from gen_plugin.parse.python.forms import FORMS
from gen_plugin.parse.python.forms.form import FAULTY, Annotation
from gen_plugin.parse.python.forms.refusals import refuse_exception
from gen_plugin.parse.python.generics import Instance, alias_variables, fill_in
from gen_plugin.parse.python.missing import told
from gen_plugin.parse.python.pins import PinReader
from gen_plugin.parse.python.project import Project
from gen_plugin.parse.python.raisable import is_exception
from gen_plugin.parse.python.symbols import (
    ClassAttribute,
    Located,
    ProjectClass,
    ProjectValue,
)
from gen_plugin.parse.python.travel_pins import meant_for, pin_on, pinned_type

MAX_DEPTH = 32
"""How deep a type may nest; a value that deep would be refused on the wire anyway."""

MAX_PARTS = 64
"""Of how many types what fills in a generic class may be made."""

_CLASS_REFUSALS = {
    ClassKind.PROTOCOL: (
        "GP114",
        "is called where it is: it cannot be part of a value",
        "pass it by itself, as a parameter or a result; of several, one in each call",
    ),
    ClassKind.ORDINARY: (
        "GP113",
        "has no fields that can be read",
        "decorate it with @dataclass, or pass a dataclass with the fields that matter",
    ),
}

_Read = TypeVar("_Read", Type, Type | None)


@dataclass(frozen=True, slots=True)
class Unpinned:
    """An annotation without the ``Annotated`` around it.

    Attributes:
        located: What is left.
        field: What was pinned of the field.
        beside: The other metadata: pins of how the value travels, and what is none of ours.
    """

    located: Located
    field: PinnedField
    beside: tuple[Located, ...]


class TypeReader:
    """Reads the annotations of one run.

    Attributes:
        reached: The records and enums that types have led to so far, by key, in that order.
        flags: The flags, likewise.
        protocols: The Protocols of the file that leave nothing open, and those whose objects are
            passed, likewise.
        named: The keys of the classes that annotations and bases have named.
        functions: What is passed as a ``Callable``, likewise.
    """

    def __init__(self, project: Project, faults: Faults) -> None:
        self.project = project
        self.faults = faults
        self.pins = PinReader(project, faults)
        self.reached: dict[str, Instance] = {}
        self.flags: dict[str, ProjectClass] = {}
        self.protocols: dict[str, Instance] = {}
        self.named: set[str] = set()
        self.functions: dict[str, ProtocolDefinition] = {}
        self._depth = 0
        self._aliases: tuple[Located, ...] = ()
        self._bound: Mapping[str, Type] = {}

    @contextmanager
    def binding(self, bound: Mapping[str, Type], *, further: bool = False) -> Iterator[None]:
        """Let type variables, by their names, stand for types in a block.

        Args:
            bound: The types by those names.
            further: Whether those that stand for types around the block go on to.
        """
        around, self._bound = self._bound, {**self._bound, **bound} if further else bound
        try:
            yield
        finally:
            self._bound = around

    def bound(self, annotation: Annotation) -> Type | None:
        """What an annotation stands for that is a type variable; None of anything else."""
        return self._bound.get(annotation.code)

    @contextmanager
    def filled(
        self, located: Located, argument: Callable[[Located, int], Type] | None = None
    ) -> Iterator[Located]:
        """What an annotation stands for, if it is another name that is filled in: ``Pair[int]``.

        Its type variables stand for what fills it in, in the block. Anything else is as it was.

        Args:
            located: The annotation.
            argument: Reads the type of a number, from 1, if it is not to be that of a value.
        """
        annotation = understand(located, self.project)
        target, arguments = aliased(annotation.symbol), annotation.arguments or ()
        variables = alias_variables(annotation.symbol, self.project) if arguments else ()
        if target is None or not variables or len(variables) != len(arguments):
            yield located
            return
        values = [
            argument(each, number) if argument else self.read(each)
            for number, each in enumerate(arguments, start=1)
        ]
        with self.binding(dict(zip(variables, values, strict=True))):
            yield target

    def whole(self, located: Located, *, may_be_final: bool = False) -> tuple[Type, PinnedField]:
        """The type and the pin that a field is annotated with."""
        annotation = self.unpinned(located, may_be_final=may_be_final)
        return self.pin(self.value(annotation.located), annotation.beside), annotation.field

    def unpinned(
        self, located: Located, *, may_be_final: bool = False, may_be_implicit: bool = True
    ) -> Unpinned:
        """Take ``Annotated`` off that stands around a whole annotation, and maybe ``Final``."""
        annotation = understand(located, self.project)
        metadata: list[Located] = []
        while arguments := annotation.arguments or ():
            is_final = annotation.name == "typing.Final" and len(arguments) == 1
            is_annotated = annotation.name == "typing.Annotated" and len(arguments) > 1
            if not is_annotated and not (is_final and may_be_final):
                break
            may_be_final = may_be_final and not is_final
            located, *more = arguments
            metadata += more
            annotation = understand(located, self.project)
        beside = [each for each in metadata if not self.pins.is_field_pin(each)]
        field = self.pins.field(metadata, may_be_implicit=may_be_implicit)
        return Unpinned(located, field, tuple(beside))

    def value(self, located: Located) -> Type:
        """See `forms.form.Reader`."""
        found = self.read(located)
        if isinstance(found, NoneType):
            annotation = understand(located, self.project)
            meaning = (
                f"{annotation.code} stands for None, which" if self.bound(annotation) else "None"
            )
            self.faults.add(
                "GP108",
                located.span,
                f"{meaning} is not a value that goes over the wire",
                "name the type that it has when it is not None: str | None",
            )
            return FAULTY
        return found

    def read(self, located: Located) -> Type:
        """See `forms.form.Reader`."""
        annotation = understand(located, self.project)
        bound = self.bound(annotation)
        if bound is not None:
            return self._copied(bound, annotation)
        with self.filled(located) as target:
            if target is located:
                return self.within(
                    annotation, annotation.aliases, partial(self._formed, annotation)
                )
            followed = (*annotation.aliases, target)
            return self.within(annotation, followed, partial(self.read, target))

    def _copied(self, bound: Type, annotation: Annotation) -> Type:
        """What a type variable stands for, where it has to be a value."""
        passed = object_in(bound)
        if passed is None:
            return bound
        name = passed.key.rpartition(":")[2]
        code, message, fix = _CLASS_REFUSALS[ClassKind.PROTOCOL]
        return self.refuse(
            code, annotation, f"{annotation.code} stands for {name}, which {message}", fix
        )

    def _formed(self, annotation: Annotation) -> Type:
        readings = (form(annotation, self) for form in FORMS)
        return next(found for found in readings if found is not None)

    def within(
        self, annotation: Annotation, followed: tuple[Located, ...], read: Callable[[], _Read]
    ) -> _Read:
        """Read what an annotation holds, unless it holds itself or too much.

        Args:
            annotation: It.
            followed: What its name stands for.
            read: Does it.
        """
        if any(each in self._aliases for each in followed):
            return self.refuse(
                "GP117",
                annotation,
                f"{annotation.code} holds itself, and a message needs a class for each level",
                "write a dataclass that holds a list or a dict of itself, or a Protocol; for "
                "whatever JSON can say: from gen_plugin_runtime import JsonValue",
            )
        if self._depth == MAX_DEPTH:
            return self.refuse(
                "GP417",
                annotation,
                f"the type nests deeper than {MAX_DEPTH} levels",
                "put its inner part into a dataclass",
            )
        around = self._aliases
        self._depth += 1
        self._aliases += followed
        try:
            return read()
        finally:
            self._depth -= 1
            self._aliases = around

    def reach(self, found: ProjectClass, annotation: Annotation) -> Type:
        """See `forms.form.Reader`."""
        self.named.add(found.key)
        kind = kind_of(found, self.project)
        if kind is ClassKind.ORDINARY and is_exception(found, self.project):
            return refuse_exception(annotation, self)
        if kind is ClassKind.ORDINARY and self._is_made_by_nothing(found):
            return FAULTY
        if kind in _CLASS_REFUSALS:
            code, message, fix = _CLASS_REFUSALS[kind]
            return self.refuse(code, annotation, f"{found.name} is {kind.value} and {message}", fix)
        instance = fill_in(found, annotation, self.project, self)
        if instance is None:
            return FAULTY
        if kind is ClassKind.FLAG:
            flag = FlagType(found.module.source.module, found.name)
            self.flags.setdefault(flag.key, found)
            return flag
        if not self.keep(instance, annotation, self.reached):
            return FAULTY
        key = instance.key
        if kind not in RECORD_KINDS:
            return EnumType(key)
        return RecordType(key, instance.arguments)

    def _is_made_by_nothing(self, found: ProjectClass) -> bool:
        """Refuse the bases and decorators that nothing defines, if a class has such."""
        undefined = [*undefined_makers(found, self.project)]
        for located, absent in undefined:
            self.faults.add("GP109", located.span, *told(absent))
        return bool(undefined)

    def keep(self, instance: Instance, annotation: Annotation, kept: dict[str, Instance]) -> bool:
        """Keep an instance, unless another one has its name, or its types know no end."""
        if sum(1 for _ in islice(instance.parts, MAX_PARTS + 1)) > MAX_PARTS:
            self.refuse(
                "GP417",
                annotation,
                f"{instance.found.name} is filled in with more than {MAX_PARTS} types",
                "fill it in with a record that holds them; one that fills itself in with ever "
                "larger types knows no end",
            )
            return False
        key = instance.key
        first = self.reached.get(key) or self.protocols.get(key) or instance
        if (first.found.key, first.bound) == (instance.found.key, instance.bound):
            kept.setdefault(key, instance)
            return True
        self.refuse(
            "GP215",
            annotation,
            f"{annotation.code} would be called {instance.name}, as something else is already",
            f"give it a name: class ...({annotation.code})",
        )
        return False

    def pin(self, type_: Type, metadata: Iterable[Located]) -> Type:
        """See `forms.form.Reader`."""
        for each in metadata:
            if self.pins.is_pin(each, "field"):
                self.faults.add(
                    "GP122",
                    each.span,
                    "a field's pin within another type does nothing",
                    "put Annotated around the whole type: Annotated[list[int], pin.field(1)]",
                )
            else:
                type_ = self._pinned(type_, each)
        return type_

    def _pinned(self, type_: Type, metadata: Located) -> Type:
        """The type with something beside it that is no field's pin, maybe no pin at all."""
        pin = self.pins.travel(metadata)
        if pin is None:
            self.pins.refuse(metadata)
            return type_
        if type_ is FAULTY:
            return FAULTY
        pinned = pinned_type(type_, pin)
        if pinned is None:
            self._refuse_travel(pin, pin_on(type_), metadata)
        return pinned or FAULTY

    def _refuse_travel(self, pin: str, other: str | None, metadata: Located) -> None:
        message = f"pin.{pin} is for {meant_for(pin)}"
        fix = f"write Annotated[{meant_for(pin)}, pin.{pin}], or take the pin off"
        if other:
            message = f"pin.{pin} stands beside pin.{other}, and a value travels one way"
            if other == pin:
                message = f"pin.{pin} says again what one before it says"
            fix = "take one of the two off"
        self.faults.add("GP123", metadata.span, message, fix)

    def is_value(self, located: Located) -> bool:
        """See `forms.form.Reader`."""
        match self.project.lookup(located):
            case ClassAttribute():
                return True
            case ProjectValue(value=Located(node=cst.BaseNumber() | cst.BaseString())):
                return True
            case _:
                return False

    def refuse(self, code: str, annotation: Annotation, message: str, fix: str) -> Type:
        """See `forms.form.Reader`."""
        self.faults.add(code, annotation.span, message, fix)
        return FAULTY
