"""From an import to the file of the same project that it means."""

from __future__ import annotations

from pathlib import Path

from gen_plugin.disk import is_file
from gen_plugin.source.location import PACKAGE_FILE


def resolve(module: str, root: Path) -> Path | None:
    """Find the file of an absolute dotted module below `root`.

    Only the project's own files are looked at: never ``sys.path``, never site-packages.

    Args:
        module: The dotted name, ``myapp.models``.
        root: `Location.root` of the importing file.

    Returns:
        ``myapp/models.py`` or ``myapp/models/__init__.py``; a package wins, as in Python.
    """
    parts = module.split(".")
    if not all(part.isidentifier() for part in parts):
        return None
    base = root.joinpath(*parts)
    for candidate in (base / PACKAGE_FILE, base.with_suffix(".py")):
        if is_file(candidate):
            return candidate
    return None


def absolute_module(dots: int, name: str, package: str) -> str | None:
    """The absolute form of ``from ..name import``, with `dots` dots, in a module of `package`.

    Returns:
        None if the import leaves the topmost package.
    """
    if dots == 0:
        return name
    parts = package.split(".") if package else []
    if dots > len(parts):
        return None
    kept = parts[: len(parts) - dots + 1]
    return ".".join([*kept, name] if name else kept)
