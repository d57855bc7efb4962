"""What a class declares under a condition: whether it is there is known only when it runs."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from gen_plugin.parse.python.symbols import ProjectClass
from gen_plugin.parse.python.type_reader import TypeReader


def refuse_conditional(found: ProjectClass, kind: type[cst.CSTNode], types: TypeReader) -> None:
    """Note what a class declares within `if`, `try` and their like.

    Args:
        found: The class.
        kind: What declares: `cst.AnnAssign` the fields of a record, `cst.Assign` enum members.
        types: Where faults are noted.
    """
    for statement in found.node.body.body:
        if isinstance(statement, cst.BaseCompoundStatement):
            for name in _declared(statement, kind):
                types.faults.add(
                    "GP113",
                    found.at(name).span,
                    f"whether {found.name} has {name.value} is known only when it runs",
                    "declare it on the class's own level",
                )
                types.faults.unread.add(found.key)


def _declared(node: cst.CSTNode, kind: type[cst.CSTNode]) -> Iterator[cst.Name]:
    """The names that are assigned to, but in inner functions and classes, or for checkers alone."""
    match node:
        case cst.FunctionDef() | cst.ClassDef() | cst.Lambda():
            return
        case cst.If(test=cst.Name("TYPE_CHECKING") | cst.Attribute(attr=cst.Name("TYPE_CHECKING"))):
            if node.orelse is not None:
                yield from _declared(node.orelse, kind)
        case cst.AnnAssign(target=cst.Name() as name) if kind is cst.AnnAssign:
            yield name
        case cst.Assign(targets=targets) if kind is cst.Assign:
            yield from (each.target for each in targets if isinstance(each.target, cst.Name))
        case _:
            for child in node.children:
                yield from _declared(child, kind)
