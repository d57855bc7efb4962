"""What the model must not say, though each of its parts is well formed."""

from gen_plugin.check.check import check

__all__ = ["check"]
