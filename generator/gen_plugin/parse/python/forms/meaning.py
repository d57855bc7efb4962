"""What somebody may have meant by an expression that stands in the place of a type."""

from __future__ import annotations

import ast
import warnings

_USUAL = "write a type: str, int, float, bool, bytes, list[...], dict[...], a dataclass or an Enum"


def meant_by(code: str) -> str:
    """What to write instead of an expression that is no type."""
    try:
        with warnings.catch_warnings(action="ignore"):  # of what is odd in the user's texts
            return _meant(ast.parse(code, mode="eval").body, code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _USUAL


def _meant(expression: ast.expr, code: str) -> str:
    match expression:
        case ast.Tuple(elts=[_, *_] as items):
            return f"write tuple[{_joined(items)}]"
        case ast.List(elts=[item]):
            return f"write list[{ast.unparse(item)}]"
        case ast.Set(elts=[item]):
            return f"write set[{ast.unparse(item)}]"
        case ast.Dict():
            return "write a TypedDict or a dataclass with these keys, or dict[str, int]"
        case ast.BoolOp(values=arms):
            return f"write {' | '.join(map(ast.unparse, arms))}"
        case ast.Call(func=ast.Name(name), args=[], keywords=[]):
            return f"write {name}"
        case ast.Call(func=ast.Name("list" | "set" | "tuple" | "dict" as name), args=items):
            return f"write {name}[{_joined(items)}]"
        case ast.Call():
            return "write the type itself, and what else it is beside it: Annotated[int, ...]"
        case ast.Constant(value=int()):
            return f"write int, or Literal[{code}] for that number alone"
        case ast.Constant(value=str()):
            return f"write a type within the quotes, or Literal[{code}] for that text alone"
        case _:
            return _USUAL


def _joined(items: list[ast.expr]) -> str:
    return ", ".join(map(ast.unparse, items))
