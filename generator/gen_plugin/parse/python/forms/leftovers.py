"""What no form accepts: names that lead nowhere or elsewhere, expressions that are no types."""

from __future__ import annotations

import libcst as cst

from gen_plugin.diagnostics.nearest import nearest
from gen_plugin.every_python import STANDARD_MODULES
from gen_plugin.model.types import Type
from gen_plugin.parse.python.forms.form import FAULTY, Annotation, Reader
from gen_plugin.parse.python.forms.meaning import meant_by
from gen_plugin.parse.python.missing import CLASSES, KNOWN_MODULES, missing, told
from gen_plugin.parse.python.symbols import (
    Broken,
    ClassAttribute,
    External,
    Located,
    Missing,
    ProjectModule,
    ProjectValue,
    inner_classes,
)
from gen_plugin.parse.python.vocabulary import PIN


def leftover(annotation: Annotation, reader: Reader) -> Type:
    """Whatever is left: say why it is no type."""
    match annotation.symbol:
        case Broken():
            return FAULTY
        case Missing(name, inside=str(around)):
            return _inner(annotation, around, name, reader)
        case Missing() as absent:
            return _missing(annotation, absent, reader)
        case External() as external:
            return _external(annotation, external, reader)
        case ProjectModule(name):
            return _module(annotation, name, reader)
        case ClassAttribute(owner, name) if name in inner_classes(owner.node):
            return _inner(annotation, owner.name, name, reader)
        case ClassAttribute(owner, name):
            return reader.refuse(
                "GP111",
                annotation,
                f"{annotation.code} is an attribute of the class {owner.name}, and no type",
                f"write {owner.name} if it is an enum, and this a member of it; else name a class",
            )
        case ProjectValue() as value:
            return _value(annotation, value, reader)
        case _:
            message = f"{annotation.code} is not the name of a type"
            return reader.refuse("GP112", annotation, message, meant_by(annotation.code))


def _inner(annotation: Annotation, owner: str, name: str, reader: Reader) -> Type:
    return reader.refuse(
        "GP111",
        annotation,
        f"{owner}.{name} is a class within a class, and only those of modules are read",
        f"define {name} at the top level of its module",
    )


def _module(annotation: Annotation, module: str, reader: Reader) -> Type:
    known = [name for name, home in CLASSES.items() if home == module]
    first = sorted(known, key=lambda name: (name != module, name))[:1]
    fix = f"name a class in it: {annotation.code}.{first[0]}" if first else "name a class in it"
    return reader.refuse("GP112", annotation, f"{module} is a module, not a type", fix)


def _missing(annotation: Annotation, absent: Missing, reader: Reader) -> Type:
    return reader.refuse("GP109", annotation, *told(absent))


def _external(annotation: Annotation, external: External, reader: Reader) -> Type:
    if external.name.startswith(".."):
        return reader.refuse(
            "GP110",
            annotation,
            f"{annotation.code} is imported from above the topmost package",
            "import it from a file below the folder that holds the topmost package; a folder is a "
            "package if it has an __init__.py",
        )
    if external.name.startswith(PIN):
        return reader.refuse(
            "GP122",
            annotation,
            f"{annotation.code} is not a type",
            "write it beside the type: Annotated[int, pin.field(1)]",
        )
    if external.name in STANDARD_MODULES | KNOWN_MODULES:
        return _module(annotation, external.name, reader)
    absent = missing(external)
    if absent:
        return _missing(annotation, absent, reader)
    if external.package == "gen_plugin_runtime":
        near = nearest(external.name.rpartition(".")[2], ["JsonValue"])
        return reader.refuse(
            "GP110",
            annotation,
            f"{annotation.code} comes from gen_plugin_runtime, and is nothing that can be sent",
            f"did you mean {near}?" if near else "write a dataclass with what matters of it",
        )
    is_standard = external.package in _STANDARD
    where = "the standard library" if is_standard else external.package
    fix = "write a dataclass with the fields that matter in this project, and convert to it"
    if not is_standard:
        fix += (
            f"; if {where} is part of the project, it has to stand beside this file, or beside the "
            "topmost folder around it that has an __init__.py"
        )
    return reader.refuse(
        "GP110",
        annotation,
        f"{annotation.code} comes from {where}, and only the project is read",
        fix,
    )


_STANDARD = STANDARD_MODULES | {"typing_extensions"}


def _value(annotation: Annotation, value: ProjectValue, reader: Reader) -> Type:
    if annotation.code.endswith((".args", ".kwargs")):
        return reader.refuse(
            "GP115",
            annotation,
            f"{annotation.code} stands for whatever a function takes, and the wire needs to know",
            "write the parameters out, or one type for all of them: *args: int, **kwargs: int",
        )
    if annotation.maker in _VARIABLES:
        return reader.refuse(
            "GP115",
            annotation,
            f"{value.name} stands for different types, and the wire needs one",
            "write the type itself, or make the class generic and fill it in: class ...[...]",
        )
    if value.value is not None and not isinstance(value.value.node, cst.Call):
        return _no_type(annotation, value, value.value, reader)
    return reader.refuse(
        "GP111",
        annotation,
        f"{value.name} is made when the program runs, and the file is only read",
        "write a class statement: a dataclass or an Enum",
    )


def _no_type(
    annotation: Annotation, value: ProjectValue, stands_for: Located, reader: Reader
) -> Type:
    """A name of something else than a type, of itself, or of a type that takes others."""
    if annotation.arguments is not None:
        return reader.refuse(
            "GP115",
            annotation,
            f"{annotation.code} does not have a type for each variable of {stands_for.code}",
            f"write {value.name}[...] with as many types as it has variables, or without brackets "
            "if it has none",
        )
    return reader.refuse(
        "GP112",
        annotation,
        f"{value.name} stands for {stands_for.code}, which is not a type",
        "write a type",
    )


_VARIABLES = {"typing.TypeVar", "typing.ParamSpec", "typing.TypeVarTuple"}
