"""The table of all codes.

GP1xx: annotations and types. GP2xx: Protocols, dataclasses and enums. GP3xx: breaking changes.
GP4xx: files and settings. GP5xx: names and numbers on the wire. GP6xx: net/rpc. To add one, put its
explanation into `explanations/` and write `docs/diagnostics.md` anew.
"""

from __future__ import annotations

from gen_plugin.diagnostics.explanations.annotations import ANNOTATIONS
from gen_plugin.diagnostics.explanations.breaking import BREAKING
from gen_plugin.diagnostics.explanations.explanation import Explanation
from gen_plugin.diagnostics.explanations.files import FILES, SETTINGS
from gen_plugin.diagnostics.explanations.netrpc import NETRPC
from gen_plugin.diagnostics.explanations.structure import STRUCTURE
from gen_plugin.diagnostics.explanations.wire import WIRE

TABLE: dict[str, Explanation] = {
    each.code: each
    for each in (*ANNOTATIONS, *STRUCTURE, *BREAKING, *FILES, *SETTINGS, *WIRE, *NETRPC)
}
