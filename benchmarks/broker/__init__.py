"""What a call to an object that a call has passed costs, in both modes of the broker."""
