"""The Python front end. libcst is used here and nowhere else; its nodes never leave this folder."""

from gen_plugin.parse.python.parser import parse

__all__ = ["parse"]
