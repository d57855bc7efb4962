"""What an interface file says, free of how Python spells it and of how the wire carries it."""
