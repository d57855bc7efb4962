"""``[tool.gen-plugin]`` of ``pyproject.toml``."""

from gen_plugin.project import find_project
from gen_plugin.settings.load import listed_sources, load, load_run

__all__ = ["find_project", "listed_sources", "load", "load_run"]
