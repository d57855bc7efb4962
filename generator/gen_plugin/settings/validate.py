"""Comparing what is set with what may be set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from reprlib import repr as in_short

from gen_plugin.diagnostics.diagnostic import Diagnostic
from gen_plugin.diagnostics.nearest import nearest
from gen_plugin.settings.locate import locate_setting
from gen_plugin.settings.schema import TOOL, Each, Node, Table, Value

Keys = tuple[str, ...]

PREFIX: Keys = ("tool", "gen-plugin")


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """A ``pyproject.toml``, read. `path` is for messages."""

    path: str
    text: str

    def diagnostic(self, code: str, keys: Keys, message: str, fix: str) -> Diagnostic:
        """A fault at a key."""
        return Diagnostic(code, message, fix, locate_setting(self.text, keys, self.path))


def validate(tool: object, file: SettingsFile) -> Iterator[Diagnostic]:
    """All faults of ``[tool.gen-plugin]``."""
    return _node(tool, TOOL, PREFIX, file)


def _node(value: object, node: Node, keys: Keys, file: SettingsFile) -> Iterator[Diagnostic]:
    if isinstance(node, Value):
        if not node.accepts(value):
            message = f"{keys[-1]} cannot be {in_short(value)}"
            yield file.diagnostic("GP432", keys, message, f"write {node.expected}")
    elif not isinstance(value, dict):
        message = f"{keys[-1]} has to be a table and is {in_short(value)}"
        yield file.diagnostic("GP432", keys, message, f"write [{dotted(keys)}] and keys below it")
    elif isinstance(node, Each):
        for name, inner in value.items():
            yield from _node(inner, node.of, (*keys, name), file)
    else:
        yield from _table(value, node, keys, file)


def _table(
    value: Mapping[str, object], table: Table, keys: Keys, file: SettingsFile
) -> Iterator[Diagnostic]:
    for name, inner in value.items():
        known = table.keys.get(name)
        if known is not None:
            yield from _node(inner, known, (*keys, name), file)
            continue
        near = nearest(name, table.keys)
        choices = f"did you mean {near}?" if near else f"known are {', '.join(table.keys)}"
        message = f"[{dotted(keys)}] has no setting {name}"
        yield file.diagnostic("GP431", (*keys, name), message, choices)


def dotted(keys: Keys) -> str:
    """Keys as TOML writes them: ``tool.gen-plugin.sources."kv.py"``."""
    return ".".join(
        key if key.replace("-", "").replace("_", "").isalnum() else f'"{key}"' for key in keys
    )
