"""The numbers by which a stream speaks of types."""

from __future__ import annotations

BOOL_ID, INT_ID, UINT_ID, FLOAT_ID, BYTES_ID, STRING_ID, COMPLEX_ID, INTERFACE_ID = range(1, 9)
"""Those that gob knows by itself."""
FIRST_ID = 64
"""From here on they are those of types that a stream defines."""
