"""Settings of the property tests."""

from __future__ import annotations

from hypothesis import settings

# How long an example takes says nothing here: the machine may be busy.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
