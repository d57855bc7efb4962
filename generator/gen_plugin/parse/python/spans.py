"""From libcst's positions to places in the user's file."""

from __future__ import annotations

import libcst as cst
from libcst.metadata import CodeRange

from gen_plugin.frozen import dataclass
from gen_plugin.model.span import Span
from gen_plugin.parse.python.syntax import SyntaxTree


@dataclass(frozen=True, slots=True)
class Spans:
    """Finds the places of one tree's nodes.

    Attributes:
        origin: For the tree of a string annotation, where the string stands; None for a file's.
        shift: How far into the origin the string's text starts; None if the text does not stand
            there letter by letter, so that the whole string is the best place to name.
    """

    path: str
    tree: SyntaxTree
    origin: Span | None = None
    shift: int | None = None

    def of(self, node: cst.CSTNode) -> Span:
        """The node's place; of one that goes over several lines, its first line's part."""
        found = self.tree.positions.get(node)
        if found is None or (self.origin and self.shift is None):
            return self.origin or Span(self.path, 1, 1)
        width = self._width(node, found)
        if self.origin and self.shift is not None:
            column = self.origin.column + self.shift + found.start.column
            return Span(self.path, self.origin.line, column, width)
        return Span(self.path, found.start.line, found.start.column + 1, width)

    def _width(self, node: cst.CSTNode, found: CodeRange) -> int:
        if found.start.line == found.end.line:
            return max(found.end.column - found.start.column, 1)
        first_line = self.tree.module.code_for_node(node).lstrip("( \n").partition("\n")[0]
        return max(len(first_line.rstrip()), 1)
