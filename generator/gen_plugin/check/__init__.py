"""What the model must not say, though each of its parts is well formed."""

from gen_plugin.check.check import check, remarks_on

__all__ = ["check", "remarks_on"]
