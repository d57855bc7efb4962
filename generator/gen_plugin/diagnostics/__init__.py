"""Faults of the user's input, as values: where, what, and what to write instead."""
