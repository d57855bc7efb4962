"""``[tool.gen-plugin]`` of ``pyproject.toml``."""

from gen_plugin.settings.load import find_project, listed_sources, load

__all__ = ["find_project", "listed_sources", "load"]
