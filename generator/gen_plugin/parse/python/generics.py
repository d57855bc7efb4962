"""Generic classes: what they leave open, and what an annotation or a base class fills in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import field

import libcst as cst

from gen_plugin.frozen import dataclass
from gen_plugin.model.types import Type, within
from gen_plugin.parse.python.annotation import aliased, understand
from gen_plugin.parse.python.class_kind import bases_of
from gen_plugin.parse.python.forms.form import FAULTY, Annotation, Reader
from gen_plugin.parse.python.project import Project
from gen_plugin.parse.python.symbols import External, Located, ProjectClass, ProjectValue, Symbol
from gen_plugin.parse.python.type_names import instance_name

MARKERS = (External("typing.Protocol"), External("typing.Generic"))
"""The bases that say which type variables a class has, and nothing else."""


_PACKS = ("typing.ParamSpec", "typing.TypeVarTuple")


@dataclass(frozen=True, slots=True)
class Instance:
    """A class of the project, of a generic one with what its type variables stand for.

    Attributes:
        bound: The variables by their names, in the order of the class.
    """

    found: ProjectClass
    bound: Mapping[str, Type] = field(default_factory=dict)

    @property
    def arguments(self) -> tuple[Type, ...]:
        """What stands in the brackets."""
        return tuple(self.bound.values())

    @property
    def name(self) -> str:
        """The class's name; ``PageOfUser`` of ``Page[User]``."""
        return instance_name(self.found.name, self.arguments)

    @property
    def key(self) -> str:
        """Names it within the interface: ``myapp.people:PageOfUser``."""
        return f"{self.found.module.source.module}:{self.name}"

    @property
    def parts(self) -> Iterator[Type]:
        """What stands there, and all that it is made of."""
        for each in self.arguments:
            yield from within(each)

    @property
    def is_faulty(self) -> bool:
        """Whether some of what fills it in was refused."""
        return any(each is FAULTY for each in self.arguments)


def type_variables(found: ProjectClass, project: Project) -> list[str]:
    """The names of the type variables that a class leaves open, in their order."""
    if found.node.type_parameters is not None:
        return [each.param.name.value for each in found.node.type_parameters.params]
    declared: dict[bool, list[Located]] = {True: [], False: []}
    for base, symbol in bases_of(found, project):
        declared[symbol in MARKERS] += understand(base, project).arguments or ()
    named = declared[True] or declared[False]
    return list(dict.fromkeys(name for each in named for name in _variables(each, project)))


def alias_variables(symbol: Symbol | None, project: Project) -> list[str]:
    """The type variables of another name for types, in their order: ``T`` of ``tuple[T, T]``."""
    stands_for = aliased(symbol)
    if stands_for is None or not isinstance(symbol, ProjectValue):
        return []
    return list(symbol.parameters or dict.fromkeys(_variables(stands_for, project)))


def fill_in(
    found: ProjectClass,
    annotation: Annotation,
    project: Project,
    reader: Reader,
    argument: Callable[[Located, int], Type] | None = None,
) -> Instance | None:
    """The instance of a class that an annotation or a base class means; None if it is refused.

    What was refused of the types in brackets alone is FAULTY in it (`Instance.is_faulty`).

    Args:
        found: The class.
        annotation: What names it, maybe with types in brackets.
        project: Where names are looked up.
        reader: Reads the types in brackets.
        argument: Reads the type of a number, from 1, if it is not to be that of a value.
    """
    variables = type_variables(found, project)
    arguments = annotation.arguments or ()
    if not variables and not arguments:
        return Instance(found)
    has_packs = _has_packs(found, project)
    if len(arguments) != len(variables) or has_packs:
        misfilled = _misfilled(found, annotation, variables, has_packs=has_packs)
        reader.refuse("GP115", annotation, *misfilled)
        return None
    values = [
        argument(each, number) if argument else reader.value(each)
        for number, each in enumerate(arguments, start=1)
    ]
    return Instance(found, dict(zip(variables, values, strict=True)))


def _variables(
    located: Located, project: Project, makers: Collection[str] = ("typing.TypeVar",)
) -> Iterator[str]:
    """The type variables in a type, as they are written."""
    annotation = understand(located, project)
    maker = "typing.TypeVar" if annotation.name == "typing.AnyStr" else annotation.maker
    if maker in makers:
        yield annotation.code
    for each in (*(annotation.arguments or ()), *_listed(located)):
        yield from _variables(each, project, makers)


def _listed(located: Located) -> Iterator[Located]:
    """The types of a list, such as that in ``Callable[[T], None]``."""
    if isinstance(located.node, cst.List):
        for each in located.node.elements:
            yield Located(each.value, located.module, located.spans)


def _has_packs(found: ProjectClass, project: Project) -> bool:
    """Whether it has a type parameter that stands for several types: ``*Ts``, ``**P``."""
    parameters = found.node.type_parameters
    if parameters is not None:
        return not all(isinstance(each.param, cst.TypeVar) for each in parameters.params)
    bases = (base for base, _ in bases_of(found, project))
    return any(True for base in bases for _ in _variables(base, project, _PACKS))


def _misfilled(
    found: ProjectClass, annotation: Annotation, variables: list[str], *, has_packs: bool
) -> tuple[str, str]:
    """What is wrong with the types in brackets, and what to write."""
    if has_packs:
        return (
            f"{found.name} has type parameters that stand for several types each",
            "keep to type variables that stand for one type: class ...[T]",
        )
    if not variables:
        return f"{found.name} takes no types in brackets", f"write {found.name}"
    open_ = ", ".join(variables)
    if annotation.arguments is None:
        return (
            f"{annotation.code} leaves open what {open_} stands for",
            f"write {found.name}[...] with a type for each of its variables, or inherit from that",
        )
    return (
        f"{annotation.code} does not have a type for each of {open_}",
        f"write {found.name}[...] with as many types as it has variables",
    )
