"""Protocols: the classes of a file that become services."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from gen_plugin.model.interface import Method, ProtocolDefinition
from gen_plugin.parse.python.class_kind import ClassKind, bases_of, decorators_of, kind_of
from gen_plugin.parse.python.docstrings import docstring
from gen_plugin.parse.python.forms.form import FAULTY
from gen_plugin.parse.python.generics import Instance, type_variables
from gen_plugin.parse.python.inheritance import lineage
from gen_plugin.parse.python.methods import read_method
from gen_plugin.parse.python.missing import missing, told
from gen_plugin.parse.python.names import check_name
from gen_plugin.parse.python.symbols import Broken, External, ProjectClass, SourceModule, head
from gen_plugin.parse.python.type_reader import TypeReader

_HARMLESS = frozenset({"typing.runtime_checkable", "typing.runtime", "typing.final"})
_NO_MEMBERS = frozenset({"__doc__", "__match_args__", "__module__", "__slots__"})
"""What a class statement may assign and Python counts as no member of the Protocol."""


def read_protocols(module: SourceModule, types: TypeReader) -> tuple[ProtocolDefinition, ...]:
    """Read all Protocols of a file, in its order; generic ones as what others inherit or pass."""
    classes = [ProjectClass(module, node) for node in module.scope.classes]
    protocols = [each for each in classes if kind_of(each, types.project) is ClassKind.PROTOCOL]
    types.faults.unread.update(each.key for each in classes if _is_open(each, types))
    generic = [each for each in protocols if type_variables(each, types.project)]
    plain = [Instance(each) for each in protocols if each not in generic]
    types.protocols |= {each.key: each for each in plain}
    own = [_read(lineage(each, types), types) for each in plain]
    own += _passed(own, types)
    own += [_read_open(each, types) for each in generic if each.key not in types.named]
    own += _passed(own, types)
    return (*own, *sorted(types.functions.values(), key=_place))


def _is_open(found: ProjectClass, types: TypeReader) -> bool:
    """Whether it inherits from what could not be read, and may be a Protocol."""
    return any(isinstance(symbol, Broken) for _, symbol in bases_of(found, types.project))


def _passed(own: list[ProtocolDefinition], types: TypeReader) -> Iterator[ProtocolDefinition]:
    """The Protocols whose objects are passed, but for those that were read."""
    read = {each.key for each in own}
    while waiting := [each for key, each in types.protocols.items() if key not in read]:
        read.update(each.key for each in waiting)
        yield from (_read(lineage(each, types), types) for each in waiting)


def _place(definition: ProtocolDefinition) -> tuple[str, int, int]:
    span = definition.span
    return span.path, span.line, span.column


def _read_open(found: ProjectClass, types: TypeReader) -> ProtocolDefinition:
    """A generic Protocol that nothing fills in, for the faults of the rest of it."""
    variables = type_variables(found, types.project)
    types.faults.add(
        "GP115",
        found.at(found.node.name).span,
        f"{found.name} stands for many Protocols, and the wire needs one",
        f"say what {', '.join(variables)} is: pass {found.name}[...] as an object, or add "
        f"class ...({found.name}[...], Protocol)",
    )
    return _read(lineage(Instance(found, dict.fromkeys(variables, FAULTY)), types), types)


def _read(line: list[Instance], types: TypeReader) -> ProtocolDefinition:
    found = line[0].found
    span = found.at(found.node.name).span
    check_name(found.name, span, "a Protocol", types.faults)
    service, plugin = _pinned_service(found, types)
    if any(each.found.key in types.faults.unread for each in line):
        types.faults.unread.add(found.key)
    return ProtocolDefinition(
        module=found.module.source.module,
        name=line[0].name,
        methods=_united(line, types),
        docstring=docstring(found.node, found.module),
        pinned_service=service,
        pinned_plugin=plugin,
        span=span,
        generic=found.name if line[0].bound else None,
        arguments=line[0].arguments,
    )


def _united(line: list[Instance], types: TypeReader) -> tuple[Method, ...]:
    """The methods of a Protocol and of those that it inherits from, in the order of ``__mro__``."""
    united: dict[str, Method] = {}
    methods: list[Method] = []
    for ancestor in line:
        with types.binding(ancestor.bound):
            own = [*_methods(ancestor.found, line[0], types)]
        for method in own:
            if method.name in united:
                _check_override(united[method.name], method, ancestor.found, types)
        methods += [each for each in own if each.name not in united]
        united |= {each.name: each for each in own if each.name not in united}
    return tuple(methods)


def _check_override(
    method: Method, overridden: Method, base: ProjectClass, types: TypeReader
) -> None:
    are_known = not (method.has_error or overridden.has_error)
    if are_known and _signature(method) != _signature(overridden):
        types.faults.add(
            "GP202",
            method.span,
            f"{method.name} has another signature in {base.name}, from which it is inherited",
            "give both the same parameters and the same result, or one of them another name",
        )


def _signature(method: Method) -> tuple[object, ...]:
    """What must be the same in a method and one that overrides it."""
    parameters = tuple(
        (each.name, each.type, each.default, each.kind, each.stream) for each in method.parameters
    )
    return (parameters, method.result, method.result_stream, method.is_async)


def _pinned_service(found: ProjectClass, types: TypeReader) -> tuple[str | None, str | None]:
    decorators = decorators_of(found.node, found, types.project)
    pin = types.pins.only((each for each, _ in decorators), "service")
    for decorator, symbol in decorators:
        if types.pins.is_pin(decorator, "service"):
            continue
        if types.pins.is_pin(decorator):
            types.pins.refuse(decorator)
        elif absent := missing(symbol):
            types.faults.add("GP109", head(decorator).span, *told(absent))
        elif not (isinstance(symbol, External) and symbol.name in _HARMLESS):
            types.faults.add(
                "GP204",
                decorator.span,
                f"what @{decorator.code} does to the Protocol is known only when it runs",
                "take the decorator off: the file is read and not run",
            )
    return types.pins.service(pin) if pin else (None, None)


def _methods(found: ProjectClass, protocol: Instance, types: TypeReader) -> Iterator[Method]:
    """The methods that stand in a class, as those of a Protocol that it is or is inherited by."""
    for statement in found.node.body.body:
        if isinstance(statement, cst.FunctionDef):
            method = read_method(statement, found, protocol, types)
            if method:
                yield method
        elif isinstance(statement, cst.SimpleStatementLine):
            for small in statement.body:
                _check_small(small, found, types)
        else:
            _check_small(statement, found, types)


def _check_small(small: cst.CSTNode, found: ProjectClass, types: TypeReader) -> None:
    """Refuse what is neither a method nor a docstring, ``...`` or ``pass``."""
    if isinstance(small, cst.Pass) or _is_idle(small) or _assigned(small) in _NO_MEMBERS:
        return
    place, what, fix = small, "this statement", "keep to methods, and put no condition around them"
    if isinstance(small, cst.AnnAssign):
        place, what = small.target, "an attribute"
    elif isinstance(small, cst.Assign):
        place, what = small.targets[0].target, "an attribute"
    elif isinstance(small, cst.ClassDef):
        place, what, fix = small.name, "a class", "define it outside of the Protocol"
    types.faults.add(
        "GP203",
        found.at(place).span,
        f"{what} in a Protocol cannot be called from the other side",
        "write @property and a def that returns it" if what == "an attribute" else fix,
    )


def _assigned(small: cst.CSTNode) -> str:
    """The only name that a statement assigns to; empty if there is none."""
    match small:
        case cst.AnnAssign(target=cst.Name(value=name)):
            return name
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))]):
            return name
    return ""


def _is_idle(small: cst.CSTNode) -> bool:
    return isinstance(small, cst.Expr) and isinstance(
        small.value, cst.Ellipsis | cst.SimpleString | cst.ConcatenatedString
    )
