"""Comparing what is set with what may be set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from reprlib import repr as in_short

from gen_plugin.diagnostics.diagnostic import Diagnostic
from gen_plugin.diagnostics.nearest import nearest
from gen_plugin.frozen import dataclass
from gen_plugin.settings.locate import locate_setting
from gen_plugin.settings.schema import SOURCE, TOOL, Each, Node, Table, Value

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
    yield from _node(tool, TOOL, PREFIX, file)
    if isinstance(tool, dict) and tool.get("quiet") is True and tool.get("verbose") is True:
        message = "quiet and verbose contradict each other"
        yield file.diagnostic("GP432", (*PREFIX, "verbose"), message, "set one of them")


def misspelled(document: Mapping[str, object], file: SettingsFile) -> Iterator[Diagnostic]:
    """Tables that were meant for this tool, which would otherwise go unnoticed."""
    tool = document.get(PREFIX[0])
    places: list[Keys] = [(name,) for name in document]
    places += [(PREFIX[0], name) for name in tool] if isinstance(tool, dict) else []
    for keys in places:
        if keys != PREFIX and _plain(keys[-1]) == _plain(PREFIX[-1]):
            message = f"there is no table [{dotted(keys)}]"
            yield file.diagnostic("GP431", keys, message, f"did you mean [{dotted(PREFIX)}]?")


def _plain(name: str) -> str:
    """A name without what is easily mistaken in it."""
    return name.lower().replace("-", "").replace("_", "").replace(".", "")


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
        message = f"[{dotted(keys)}] has no setting {name}"
        yield file.diagnostic("GP431", (*keys, name), message, _meant(name, table))


def _meant(name: str, table: Table) -> str:
    if table is TOOL and name in SOURCE.keys:
        return f'it is set for each source, or for a pattern: [{dotted(PREFIX)}.sources."*.py"]'
    near = nearest(name, table.keys)
    return f"did you mean {near}?" if near else f"known are {', '.join(table.keys)}"


def dotted(keys: Keys) -> str:
    """Keys as TOML writes them: ``tool.gen-plugin.sources."kv.py"``."""
    return ".".join(
        key if key.replace("-", "").replace("_", "").isalnum() else f'"{key}"' for key in keys
    )
