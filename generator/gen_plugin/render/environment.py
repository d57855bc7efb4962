"""The only place that knows jinja2: a template's name and its view in, text out."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket

import gen_plugin_templates
from gen_plugin.render.layout import broken, docstring, literal
from gen_plugin.render.proto.comments import commented


def print_template(name: str, view: object) -> str:
    """Print a template.

    Args:
        name: Within `gen_plugin_templates`, as ``python/client.py.j2``.
        view: What the template calls `view`.
    """
    return _environment().get_template(name).render(view=view)


class _Compiled(jinja2.BytecodeCache):
    """Compiled templates, kept where Python keeps compiled modules, and as it does.

    Compiling them takes longer than all else that a first run does. jinja2 looks whether they are
    of this text, this Python and itself.
    """

    def __init__(self) -> None:
        self._beside = Path(cache_from_source(str(gen_plugin_templates.__file__)))

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load a template, if it is there."""
        with suppress(OSError), self._place(bucket).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write a template, if that is wanted and possible."""
        if sys.dont_write_bytecode:
            return
        place = self._place(bucket)
        new = place.with_name(f"{place.name}.{os.getpid()}")
        with suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(bucket.bytecode_to_string())
            new.replace(place)

    def _place(self, bucket: Bucket) -> Path:
        return self._beside.with_name(f"{bucket.key}.{sys.implementation.cache_tag}.jinja")


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("gen_plugin_templates", ""),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - the text is code, made of checked identifiers and reprs
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=_Compiled(),
    )
    environment.globals.update(broken=broken)
    environment.filters.update(docstring=docstring, literal=literal, commented=commented)
    return environment
