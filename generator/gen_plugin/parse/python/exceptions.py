"""Exceptions of the project: what their constructors take and keep."""

from __future__ import annotations

import builtins
from collections.abc import Iterator

import libcst as cst

from gen_plugin.model.interface import Record, RecordField
from gen_plugin.parse.python.class_kind import RECORD_KINDS, ancestry, kind_of
from gen_plugin.parse.python.defaults import read_default
from gen_plugin.parse.python.docstrings import docstring
from gen_plugin.parse.python.enums import pinned_message
from gen_plugin.parse.python.generics import type_variables
from gen_plugin.parse.python.names import check_name
from gen_plugin.parse.python.raisable import roots
from gen_plugin.parse.python.scope import dotted_name
from gen_plugin.parse.python.symbols import ProjectClass
from gen_plugin.parse.python.type_reader import TypeReader

_WITHOUT_DEFAULTS = frozenset(
    {
        "builtins.UnicodeDecodeError",
        "builtins.UnicodeEncodeError",
        "builtins.UnicodeTranslateError",
    }
)
"""Exceptions of Python that cannot be made without arguments."""

_CONSTRUCTORS = ("__init__", "__new__")
_CURE = "annotate each parameter of __init__, and keep it: self.{0} = {0}"
_WITH_ARGUMENTS_OF_THEIR_OWN = (OSError, ImportError, SyntaxError, UnicodeError)
"""Exceptions of Python that do not just keep their arguments in `args`."""


def read_exception(found: ProjectClass, types: TypeReader) -> Record:
    """Read an exception that is no dataclass: what its constructor takes and keeps."""
    span = found.at(found.node.name).span
    check_name(found.name, span, "an exception", types.faults)
    owner = constructor_owner(found, types)
    constructor = _functions(owner, *_CONSTRUCTORS)[0] if owner else None
    taken = _taken(constructor) if constructor else ()
    kept = _kept(constructor, owner or found, types) if constructor else {}
    placed = constructor.params.posonly_params if constructor else ()
    return Record(
        key=found.key,
        module=found.module.source.module,
        name=found.name,
        fields=tuple(
            _field(
                each,
                owner or found,
                types,
                kept,
                keyword_only=keyword_only,
                may_be_computed=each not in placed,  # what is left out has to have a name
            )
            for each, keyword_only in taken
        ),
        docstring=docstring(found.node, found.module),
        pinned_message=pinned_message(found, types),
        span=span,
        is_hashable=True,
    )


def is_rebuilt_group(found: ProjectClass, types: TypeReader) -> bool:
    """Whether a group takes no more than every group: its message and the exceptions in it."""
    return constructor_owner(found, types) is None


def constructor_owner(found: ProjectClass, types: TypeReader) -> ProjectClass | None:
    """The class that has the constructor: it, or a base class of the project."""
    for each in ancestry(found, types.project):
        if _functions(each, *_CONSTRUCTORS) or kind_of(each, types.project) in RECORD_KINDS:
            return each
    return None


def refuse_constructor(found: ProjectClass, types: TypeReader) -> bool:
    """Refuse an exception of which nobody could tell what to send; True if it is refused."""
    if type_variables(found, types.project):
        types.faults.add(
            "GP115",
            found.at(found.node.name).span,
            f"{found.name} is generic and stands for many, and the wire needs one",
            f"raise one that says what its type variables are: class ...({found.name}[...])",
        )
        return True
    owner = constructor_owner(found, types)
    if owner and kind_of(owner, types.project) in RECORD_KINDS:
        return False  # fields that cannot be sent are refused where they are read
    faults = [*(_constructor_faults(owner, types) if owner else _inherited_faults(found, types))]
    for node, message, fix in faults:
        span = (owner or found).at(node).span
        types.faults.add("GP230", span, f"{(owner or found).name} {message}", fix)
    return bool(faults)


_Fault = tuple[cst.CSTNode, str, str]
"""Where, what is wrong with the class, and the fix."""


def _inherited_faults(found: ProjectClass, types: TypeReader) -> Iterator[_Fault]:
    for root in _WITHOUT_DEFAULTS.intersection(roots(found, types.project)):
        kind = root.removeprefix("builtins.")
        message = f"is made as {kind} is, and what that takes is not sent"
        yield found.node.name, message, _CURE.format("name")


def _constructor_faults(owner: ProjectClass, types: TypeReader) -> Iterator[_Fault]:
    constructor = _functions(owner, *_CONSTRUCTORS)[0]
    if constructor.name.value == "__new__":
        message = "makes its objects by __new__, which is not read"
        yield constructor.name, message, "write __init__ instead"
        return
    parameters = constructor.params
    for star in (parameters.star_arg, parameters.star_kwarg):
        if isinstance(star, cst.Param):
            message = f"takes anything as {star.name.value}, and so what to send is not known"
            yield star.name, message, "give each argument a name, a type and an attribute"
    kept = _kept(constructor, owner, types)
    for each, _ in _taken(constructor):
        name = each.name.value
        if not each.annotation:
            yield each.name, f"takes {name}, which has no type", _CURE.format(name)
        elif name not in kept:
            message = f"takes {name} and does not keep it, and so it cannot be sent"
            yield each.name, message, f"write self.{name} = {name}, or super().__init__({name})"


def _functions(found: ProjectClass, *names: str) -> list[cst.FunctionDef]:
    functions = (each for each in found.node.body.body if isinstance(each, cst.FunctionDef))
    return [each for each in functions if each.name.value in names]


def _taken(constructor: cst.FunctionDef) -> Iterator[tuple[cst.Param, bool]]:
    """The parameters without `self`, and whether each is keyword-only."""
    parameters = constructor.params
    for each in [*parameters.posonly_params, *parameters.params][1:]:
        yield each, False
    for each in parameters.kwonly_params:
        yield each, True


def _kept(constructor: cst.FunctionDef, found: ProjectClass, types: TypeReader) -> dict[str, str]:
    """The parameters that objects keep, and where: in attributes of their names, or in `args`."""
    kept: dict[str, str] = {}
    for statement in constructor.body.body:
        for small in statement.body if isinstance(statement, cst.SimpleStatementLine) else ():
            if isinstance(small, cst.Expr) and _keeps_arguments(found, types):
                kept = {**_kept_in_args(small.value), **kept}
            kept |= {name: name for name in _assigned(small)}
    return kept


def _assigned(small: cst.BaseSmallStatement) -> Iterator[str]:
    """The names of ``self.name = name`` and ``self.name: str = name``."""
    targets = [each.target for each in small.targets] if isinstance(small, cst.Assign) else []
    targets += [small.target] if isinstance(small, cst.AnnAssign) else []
    value = getattr(small, "value", None)
    for target in targets:
        name = value.value if isinstance(value, cst.Name) else ""
        if dotted_name(target) == f"self.{name}":
            yield name


def _keeps_arguments(found: ProjectClass, types: TypeReader) -> bool:
    """Whether what ``super().__init__`` takes is what `args` holds: as in most of Python's own."""
    bases = [each for each in ancestry(found, types.project) if each.key != found.key]
    if any(
        _functions(each, *_CONSTRUCTORS) or kind_of(each, types.project) in RECORD_KINDS
        for each in bases
    ):
        return False
    names = [each.removeprefix("builtins.") for each in roots(found, types.project)]
    kinds = [getattr(builtins, each, None) for each in names]
    return all(
        isinstance(each, type) and not issubclass(each, _WITH_ARGUMENTS_OF_THEIR_OWN)
        for each in kinds
    )


def _kept_in_args(value: cst.BaseExpression) -> dict[str, str]:
    """The names that ``super().__init__(name, ...)`` passes on, and where they lie then."""
    if not isinstance(value, cst.Call) or not _is_super_init(value.func):
        return {}
    if any(each.star or each.keyword for each in value.args):
        return {}
    return {
        each.value.value: f"args[{index}]"
        for index, each in enumerate(value.args)
        if isinstance(each.value, cst.Name)
    }


def _is_super_init(function: cst.BaseExpression) -> bool:
    return (
        isinstance(function, cst.Attribute)
        and function.attr.value == "__init__"
        and isinstance(function.value, cst.Call)
        and dotted_name(function.value.func) == "super"
        and not function.value.args
    )


def _field(
    declared: cst.Param,
    owner: ProjectClass,
    types: TypeReader,
    kept: dict[str, str],
    *,
    keyword_only: bool,
    may_be_computed: bool,
) -> RecordField:
    name, span = declared.name.value, owner.at(declared.name).span
    check_name(name, span, "a field", types.faults)
    annotation = declared.annotation.annotation if declared.annotation else declared.name
    type_, pinned = types.whole(owner.at(annotation))
    return RecordField(
        name=name,
        type=type_,
        default=read_default(
            owner.at(declared.default), type_, types, may_be_computed=may_be_computed
        )
        if declared.default
        else None,
        keyword_only=keyword_only,
        pinned=pinned,
        comment=None,
        span=span,
        kept_as=kept.get(name),
    )
