"""``[tool.gen-plugin]`` of ``pyproject.toml``."""
