"""From text to libcst's tree with the place of every node, or to the reason why there is none."""

from __future__ import annotations

import ast
import sys
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from gen_plugin.frozen import dataclass
from gen_plugin.parse.python.nesting import nests_too_deeply

_STACK_BYTES = 256 * 1024 * 1024
"""Address space for the parser's recursion over the deepest text that `nesting` lets through."""

_RECURSION_LIMIT = 50_000


class SyntaxFault(Exception):
    """The text is not Python. Line and column are counted from 1."""

    def __init__(self, line: int, column: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.column = column
        self.reason = reason


class NestingFault(SyntaxFault):
    """The text may be Python, but nests too deeply to be read."""


@dataclass(frozen=True, slots=True)
class SyntaxTree:
    """A parsed text. Positions count lines from 1 and columns from 0, as libcst does."""

    module: cst.Module
    positions: Mapping[cst.CSTNode, CodeRange]


def read_syntax(text: str) -> SyntaxTree:
    """Parse `text`.

    Raises:
        SyntaxFault: It is not Python, or nests too deeply.
    """
    line = nests_too_deeply(text)
    if line is not None:
        raise NestingFault(line, 1, "the text nests too deeply")
    with _deep_recursion():
        parser = _Parser(text)
        parser.start()
        parser.join()
    if isinstance(parser.outcome, SyntaxTree):
        return parser.outcome
    if isinstance(parser.outcome, RecursionError):
        raise NestingFault(1, 1, "the text nests too deeply")
    raise _explained(text, parser.outcome)


class _Parser(threading.Thread):
    """A thread that parses, for its stack; `outcome` is the tree, or why there is none."""

    outcome: SyntaxTree | BaseException

    def __init__(self, text: str) -> None:
        super().__init__(daemon=True)
        self._text = text

    def run(self) -> None:
        try:
            self.outcome = _parse(self._text)
        except BaseException as error:  # noqa: BLE001 - panics of libcst's native part are no Exception
            self.outcome = error


def _parse(text: str) -> SyntaxTree:
    wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
    return SyntaxTree(wrapper.module, wrapper.resolve(PositionProvider))


@contextmanager
def _deep_recursion() -> Iterator[None]:
    """Give threads that start within a large stack, and Python leave to use it."""
    stack, limit = threading.stack_size(_STACK_BYTES), sys.getrecursionlimit()
    sys.setrecursionlimit(_RECURSION_LIMIT)
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
        threading.stack_size(stack)


def _explained(text: str, error: BaseException) -> SyntaxFault:
    """Python's own parser says best what is wrong; libcst's words are for what only it refuses."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as told:
        return SyntaxFault(told.lineno or 1, max(told.offset or 1, 1), told.msg)
    except (ValueError, RecursionError, MemoryError) as told:
        return SyntaxFault(1, 1, str(told))
    if isinstance(error, cst.ParserSyntaxError):
        return SyntaxFault(error.raw_line, error.raw_column + 1, error.message.partition("\n")[0])
    return SyntaxFault(1, 1, f"the parser cannot read it: {error}")
