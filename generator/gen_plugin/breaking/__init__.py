"""What a changed interface would break, told where it stands in Python."""

from gen_plugin.breaking.compare import find_breaking

__all__ = ["find_breaking"]
