"""What can go wrong in a run."""

from __future__ import annotations


class ContenderFailed(Exception):
    """A contender cannot be installed, launched or called. The run goes on without it."""
