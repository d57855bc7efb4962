"""Type parameters in brackets, ``class Box[T]``: what has them stands for many."""

from __future__ import annotations

import libcst as cst

from gen_plugin.parse.python.symbols import ProjectClass
from gen_plugin.parse.python.type_reader import TypeReader


def refuse_type_parameters(
    node: cst.ClassDef | cst.FunctionDef, owner: ProjectClass, types: TypeReader
) -> bool:
    """Refuse type parameters; True if there are any, so that what uses them is not worth reading.

    Args:
        node: The class, or a method of it.
        owner: The class.
        types: Where the fault is noted.
    """
    if node.type_parameters is None:
        return False
    types.faults.add(
        "GP115",
        owner.at(node.type_parameters).span,
        f"{node.name.value} is generic and stands for many, and the wire needs one",
        "take the brackets off, and write the types themselves",
    )
    return True
