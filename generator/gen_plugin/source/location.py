"""Where a Python file stands among the packages around it."""

from __future__ import annotations

import keyword
from pathlib import Path

from gen_plugin.disk import is_file
from gen_plugin.frozen import dataclass

PACKAGE_FILE = "__init__.py"


@dataclass(frozen=True, slots=True)
class Location:
    """A file's place in the import system.

    Attributes:
        root: The folder that absolute imports of the project start from: above the topmost
            package, or the file's own folder.
        module: The file's dotted import name below `root`.
        in_package: Whether the file's own folder is a package.
        is_package: Whether the file is itself an ``__init__.py``.
    """

    root: Path
    module: str
    in_package: bool
    is_package: bool

    @property
    def package(self) -> str:
        """The dotted package that relative imports start from; empty outside packages."""
        if self.is_package:
            return self.module
        return self.module.rpartition(".")[0] if self.in_package else ""


def locate(path: Path, root: Path | None = None) -> Location:
    """Find a file's import name by going up through the folders that have an ``__init__.py``.

    Args:
        path: The file.
        root: Where the import that led to it starts from: each folder below is a package then,
            with an ``__init__.py`` or without (PEP 420).
    """
    file = path.absolute()
    if root is not None:
        return _below(root, file)
    parts = [] if file.name == PACKAGE_FILE else [file.stem]
    in_package = is_file(file.parent / PACKAGE_FILE)
    root = file.parent
    while is_file(root / PACKAGE_FILE) and root != root.parent:
        parts.insert(0, root.name)
        root = root.parent
    return Location(
        root=root,
        module=".".join(parts),
        in_package=in_package,
        is_package=file.name == PACKAGE_FILE,
    )


def _below(root: Path, file: Path) -> Location:
    is_package = file.name == PACKAGE_FILE
    *folders, name = file.relative_to(root).with_suffix("").parts
    return Location(
        root=root,
        module=".".join(folders if is_package else [*folders, name]),
        in_package=bool(folders),
        is_package=is_package,
    )


def is_importable(module: str) -> bool:
    """Whether an ``import`` statement, and a .proto package, can spell `module`."""
    return all(
        part.isidentifier() and part.isascii() and not keyword.iskeyword(part)
        for part in module.split(".")
    )
