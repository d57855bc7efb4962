"""The tables of limits in DESIGN.md, which say of each constant what it is."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

DESIGN = Path(__file__).parents[1] / "DESIGN.md"
_FIGURE = re.compile(r"`([a-z0-9_.]*)\.?\b([A-Z][A-Z_]+)` ([0-9,]+)( KiB| MiB)?")
_UNITS = {"": 1, " KiB": 1024, " MiB": 1024 * 1024}


def figures(section: str, home: str) -> list[tuple[str, str, int]]:
    """Module, constant and figure of all that a section tells.

    Args:
        section: Its title.
        home: The module of constants for which it names none.
    """
    text = DESIGN.read_text(encoding="utf-8").split(f"## {section}\n")[1].split("\n## ")[0]
    return [
        (module.rstrip(".") or home, name, int(number.replace(",", "")) * _UNITS[unit])
        for module, name, number, unit in _FIGURE.findall(text)
    ]


def constant(module: str, name: str) -> object:
    """What a module of the runtime has under a name."""
    found: object = getattr(import_module(f"gen_plugin_runtime.{module}"), name)
    return found
