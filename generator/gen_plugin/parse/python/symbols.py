"""What a name means once it has been followed to where it is defined."""

from __future__ import annotations

import libcst as cst

from gen_plugin.frozen import dataclass
from gen_plugin.model.interface import SourceFile
from gen_plugin.model.span import Span
from gen_plugin.parse.python.scope import Scope
from gen_plugin.parse.python.spans import Spans
from gen_plugin.source.location import Location


@dataclass(frozen=True, slots=True)
class SourceModule:
    """A file of the project, parsed."""

    source: SourceFile
    location: Location
    tree: cst.Module
    spans: Spans
    scope: Scope


@dataclass(frozen=True, slots=True)
class Located:
    """A piece of syntax and its file: all that is needed to understand it, or to blame it."""

    node: cst.CSTNode
    module: SourceModule
    spans: Spans

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.spans.of(self.node)

    @property
    def code(self) -> str:
        """The piece as the user wrote it."""
        return self.spans.tree.module.code_for_node(self.node).strip()


@dataclass(frozen=True, slots=True)
class ProjectClass:
    """A class of the project."""

    module: SourceModule
    node: cst.ClassDef

    @property
    def name(self) -> str:
        """As the class statement has it."""
        return self.node.name.value

    @property
    def key(self) -> str:
        """Names it within the interface: ``myapp.people:Person``."""
        return f"{self.module.source.module}:{self.name}"

    def at(self, node: cst.CSTNode) -> Located:
        """A piece of the class's own syntax."""
        return Located(node, self.module, self.module.spans)


@dataclass(frozen=True, slots=True)
class ClassAttribute:
    """A name within a class of the project: ``Color.BLUE``."""

    owner: ProjectClass
    name: str


@dataclass(frozen=True, slots=True)
class ProjectValue:
    """A name of the project that is neither class nor module.

    Attributes:
        value: What was assigned to it, if that is known.
        parameters: The type parameters that a ``type`` statement gives it.
    """

    name: str
    value: Located | None = None
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectModule:
    """A module of the project, or a folder with modules in it."""

    name: str


@dataclass(frozen=True, slots=True)
class External:
    """A name of the language, or of a module outside the project: ``typing.Optional``."""

    name: str

    @property
    def package(self) -> str:
        """The topmost package."""
        return self.name.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Missing:
    """A name that nothing defines.

    Attributes:
        where: The module that should have it; None for a name without a dot.
        candidates: The names that are there.
        inside: The class in whose body there is a class of that name.
        stars: The modules of star imports of which nobody knows what they bring in.
    """

    name: str
    where: str | None
    candidates: tuple[str, ...]
    inside: str | None = None
    stars: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Broken:
    """A name from a file that could not be read; that has been said already."""


Symbol = ProjectClass | ClassAttribute | ProjectValue | ProjectModule | External | Missing | Broken


def inner_classes(node: cst.ClassDef) -> set[str]:
    """The names of the classes that stand in the body of a class."""
    return {each.name.value for each in node.body.body if isinstance(each, cst.ClassDef)}


def head(located: Located) -> Located:
    """``dataclass`` of ``dataclass(frozen=True)``, ``list`` of ``list[str]``."""
    node = located.node
    while isinstance(node, cst.Call | cst.Subscript):
        node = node.func if isinstance(node, cst.Call) else node.value
    return Located(node, located.module, located.spans)
