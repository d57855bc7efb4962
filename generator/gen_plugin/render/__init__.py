"""From interface and contract to the text of every generated file.

What a file says is decided by functions here and handed to its template as a view: a frozen
dataclass. Templates loop and print.
"""

from gen_plugin.render.rendering import render, render_main, render_proto
from gen_plugin.render.tree import OutputTree

__all__ = ["OutputTree", "render", "render_main", "render_proto"]
