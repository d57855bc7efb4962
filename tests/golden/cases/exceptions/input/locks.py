"""Errors of locks."""


class LockedError(Exception):
    """Somebody else has it."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder
