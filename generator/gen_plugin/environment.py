"""Faults of the surroundings, not of the input: a folder that cannot be written, for one."""

from __future__ import annotations


class EnvironmentFault(Exception):
    """The run cannot go on here.

    Attributes:
        message: What happened, and where.
        fix: What to do about it.
    """

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix
