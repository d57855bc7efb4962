"""The only place that knows jinja2: a template's name and its view in, text out."""

from __future__ import annotations

from functools import cache

import jinja2

from gen_plugin.render.layout import broken, docstring, literal
from gen_plugin.render.proto.comments import commented


def print_template(name: str, view: object) -> str:
    """Print a template.

    Args:
        name: Within `gen_plugin_templates`, as ``python/client.py.j2``.
        view: What the template calls `view`.
    """
    return _environment().get_template(name).render(view=view)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("gen_plugin_templates", ""),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - the text is code, made of checked identifiers and reprs
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(broken=broken)
    environment.filters.update(docstring=docstring, literal=literal, commented=commented)
    return environment
