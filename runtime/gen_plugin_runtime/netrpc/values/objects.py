"""The numbers under which objects are served."""

from __future__ import annotations

from gen_plugin_runtime.conversions.objects import object_number
from gen_plugin_runtime.netrpc.gob.basics import UINT32
from gen_plugin_runtime.netrpc.gob.opaque import Converted

__all__ = ["OBJECT"]

OBJECT = Converted(UINT32, object_number, int)
"""The broker's number for an object, which is there: 0 is refused."""
