"""From the interface model to the wire: names, numbers, messages."""

from gen_plugin.lower.lowering import lower, placed

__all__ = ["lower", "placed"]
