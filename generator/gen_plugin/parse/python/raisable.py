"""Which classes are exceptions, as their bases say."""

from __future__ import annotations

import builtins

from gen_plugin.parse.python.class_kind import ancestry, bases_of
from gen_plugin.parse.python.project import Project
from gen_plugin.parse.python.symbols import External, ProjectClass

_STEERING = frozenset({"builtins.StopIteration", "builtins.StopAsyncIteration"})
"""What ends the loops of who gets it."""


def is_exception_of_python(name: str) -> bool:
    """Whether it is one of Python's own that can be raised elsewhere: ``builtins.ValueError``."""
    module, _, simple = name.rpartition(".")
    kind = getattr(builtins, simple, None) if module == "builtins" else None
    return isinstance(kind, type) and issubclass(kind, Exception) and name not in _STEERING


def is_exception(found: ProjectClass, project: Project) -> bool:
    """Whether a class of the project inherits from an exception of Python's own."""
    return any(is_exception_of_python(name) for name in roots(found, project))


def is_group(found: ProjectClass, project: Project) -> bool:
    """Whether it inherits from `ExceptionGroup`."""
    return "builtins.ExceptionGroup" in roots(found, project)


def roots(found: ProjectClass, project: Project) -> list[str]:
    """The base classes from outside the project: ``builtins.ValueError``."""
    return [
        symbol.name
        for each in ancestry(found, project)
        for _, symbol in bases_of(each, project)
        if isinstance(symbol, External)
    ]
