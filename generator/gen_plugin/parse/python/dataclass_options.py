"""The arguments of ``@dataclass(...)`` and ``field(...)``."""

from __future__ import annotations

import libcst as cst

from gen_plugin.parse.python.class_kind import decorators_of
from gen_plugin.parse.python.literals import literal
from gen_plugin.parse.python.project import Project
from gen_plugin.parse.python.symbols import External, Located, ProjectClass

_DATACLASS = External("dataclasses.dataclass")
_FIELD = External("dataclasses.field")


def dataclass_options(found: ProjectClass, project: Project) -> dict[str, Located]:
    """The keyword arguments of a class's dataclass decorator."""
    for decorator, symbol in decorators_of(found.node, found, project):
        if symbol == _DATACLASS:
            return _keywords(decorator)
    return {}


def field_options(value: Located, project: Project) -> dict[str, Located] | None:
    """The keyword arguments of ``field(...)``; None of any other expression."""
    node = value.node
    if not isinstance(node, cst.Call):
        return None
    called = project.lookup(Located(node.func, value.module, value.spans))
    return _keywords(value) if called == _FIELD else None


def is_set(options: dict[str, Located], name: str, *, default: bool) -> bool:
    """What a switch is set to: ``kw_only=True``."""
    if name not in options:
        return default
    return literal(options[name]) is True


def _keywords(located: Located) -> dict[str, Located]:
    if not isinstance(located.node, cst.Call):
        return {}
    return {
        argument.keyword.value: Located(argument.value, located.module, located.spans)
        for argument in located.node.args
        if argument.keyword is not None
    }
