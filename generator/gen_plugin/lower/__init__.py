"""From the interface model to the wire: names, numbers, messages."""
