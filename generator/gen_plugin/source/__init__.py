"""Reading files, and finding the file that an import names. Nothing is ever imported or run."""

from gen_plugin.source.read import read
from gen_plugin.source.resolve import resolve

__all__ = ["read", "resolve"]
