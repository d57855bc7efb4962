"""Which names a piece of Python uses, so that a file imports these and no others."""

from __future__ import annotations

import ast

from gen_plugin.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Usage:
    """The global names that some code uses but in its annotations, and those that only they use."""

    names: frozenset[str]
    annotations: frozenset[str]


def usage(code: str) -> Usage:
    """Read a piece of generated code. Its annotations are not evaluated when it runs."""
    uses = _Uses()
    uses.visit(ast.parse(code))
    return Usage(frozenset(uses.names), frozenset(uses.annotations - uses.names))


class _Uses(ast.NodeVisitor):
    """Collects names. Those that a function binds itself are its own, whatever else has them."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.annotations: set[str] = set()
        self._bound: set[str] = set()  # in the function that is being read

    def visit_Name(self, node: ast.Name) -> None:
        self.names.add(node.id)
        if isinstance(node.ctx, ast.Store):
            self._bound.add(node.id)

    def visit_arg(self, node: ast.arg) -> None:
        self._bound.add(node.arg)
        self._annotated(node.annotation)

    def visit_alias(self, node: ast.alias) -> None:
        self._bound.add(node.asname or node.name)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self._annotated(node.annotation)
        self.visit(node.target)
        if node.value is not None:
            self.visit(node.value)

    def visit_If(self, node: ast.If) -> None:
        """An ``elif`` stands within the one before it, and each field of a message has one."""
        rest: list[ast.stmt] = [node]
        while len(rest) == 1 and isinstance(rest[0], ast.If):
            branch = rest[0]
            for each in (branch.test, *branch.body):
                self.visit(each)
            rest = branch.orelse
        for each in rest:
            self.visit(each)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for decorator in node.decorator_list:
            self.visit(decorator)
        around, bound_around = self.names, self._bound
        self._bound = set()
        self.visit(node.args)
        self._annotated(node.returns)
        self.names = set()
        for statement in node.body:
            self.visit(statement)
        around |= self.names - self._bound
        bound_around |= self._bound
        self.names, self._bound = around, bound_around

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)

    def _annotated(self, annotation: ast.expr | None) -> None:
        if annotation is not None:
            self.annotations |= {
                node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)
            }
