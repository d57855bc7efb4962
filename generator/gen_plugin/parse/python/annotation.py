"""From an annotation's syntax to what it names, whichever way it is spelled."""

from __future__ import annotations

import libcst as cst

from gen_plugin.parse.python.forms.form import Annotation
from gen_plugin.parse.python.literals import literal
from gen_plugin.parse.python.project import Project
from gen_plugin.parse.python.spans import Spans
from gen_plugin.parse.python.symbols import External, Located, ProjectValue, Symbol
from gen_plugin.parse.python.syntax import SyntaxFault, read_syntax

_UNION = External("typing.Union")
_NONE = External("builtins.None")
_UNPACK = External("typing.Unpack")
"""What ``*Ts`` means, too."""
_TYPES = (
    cst.Name,
    cst.Attribute,
    cst.Subscript,
    cst.BinaryOperation,
    cst.SimpleString,
    cst.ConcatenatedString,
)
"""The expressions that types are written as."""


def understand(located: Located, project: Project) -> Annotation:
    """Find out what an annotation names, in a string and by another name too."""
    located = unquoted(located)
    symbol, arguments = _parts(located, project)
    followed: list[Located] = []
    while arguments is None and (target := aliased(symbol)) is not None and target not in followed:
        followed.append(target)
        symbol, arguments = _parts(unquoted(target), project)
    maker = project.maker(symbol)
    if maker == "typing.NewType" and isinstance(symbol, ProjectValue) and symbol.value:
        followed.append(symbol.value)
    return Annotation(
        symbol,
        arguments,
        maker,
        located.code,
        located.spans.of(located.node),
        tuple(followed),
    )


def aliased(symbol: Symbol | None) -> Located | None:
    """What a name of the project stands for, if it was assigned what may be a type."""
    value = symbol.value if isinstance(symbol, ProjectValue) else None
    return value if value is not None and isinstance(value.node, _TYPES) else None


def _parts(located: Located, project: Project) -> tuple[Symbol | None, tuple[Located, ...] | None]:
    node = located.node
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.BitOr):
        return _UNION, _arms(located)
    if isinstance(node, cst.Subscript):
        return project.lookup(_within(node.value, located)), _arguments(node, located)
    if isinstance(node, cst.Index | cst.StarredElement):
        return _UNPACK, (_within(node.value, located),)
    if isinstance(node, cst.Name) and node.value == "None":
        return _NONE, None
    return project.lookup(located), None


def unquoted(located: Located) -> Located:
    """The expression within a string annotation; anything else as it is."""
    while isinstance(located.node, cst.SimpleString | cst.ConcatenatedString):
        inner = _inner(located)
        if inner is None:
            return located
        located = inner
    return located


def _inner(located: Located) -> Located | None:
    text = literal(located)
    if not isinstance(text, str):
        return None
    try:
        tree = read_syntax(text.strip() + "\n")
    except SyntaxFault:
        return None
    expression = _only_expression(tree.module)
    if expression is None:
        return None
    spans = Spans(located.spans.path, tree, located.spans.of(located.node), _shift(located, text))
    return Located(expression, located.module, spans)


def _only_expression(module: cst.Module) -> cst.BaseExpression | None:
    match module.body:
        case [cst.SimpleStatementLine(body=[cst.Expr(value=value)])]:
            return value
    return None


def _shift(located: Located, text: str) -> int | None:
    """How far into the literal its text starts; None if it is not there letter by letter."""
    node = located.node
    is_plain = isinstance(node, cst.SimpleString) and node.raw_value == text and "\n" not in text
    if not is_plain or not isinstance(node, cst.SimpleString):
        return None
    return len(node.prefix) + len(node.quote) + len(text) - len(text.lstrip())


def _arms(located: Located) -> tuple[Located, ...]:
    """The arms of a union that is written with ``|``, from left to right."""
    arms: list[Located] = []
    waiting = [located]
    while waiting:
        node = waiting[-1].node
        if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.BitOr):
            whole = waiting.pop()
            waiting += [
                Located(part, whole.module, whole.spans) for part in (node.right, node.left)
            ]
        else:
            arms.append(waiting.pop())
    return tuple(arms)


def _arguments(node: cst.Subscript, located: Located) -> tuple[Located, ...]:
    """What stands in the brackets. Slices are left to be refused as naming nothing."""
    found: list[Located] = []
    for element in node.slice:
        index = element.slice
        inner = index.value if isinstance(index, cst.Index) and not index.star else index
        if isinstance(inner, cst.Tuple) and len(node.slice) == 1:
            found += [_within(each.value, located) for each in inner.elements]
        else:
            found.append(_within(inner, located))
    return tuple(found)


def _within(node: cst.CSTNode, located: Located) -> Located:
    return Located(node, located.module, located.spans)
