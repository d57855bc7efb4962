"""From source files to their finished output, in memory: the stages in their order."""

from gen_plugin.pipeline.generate import generate
from gen_plugin.pipeline.many import Hindered, Outcome, Refused, generate_all
from gen_plugin.pipeline.options import Finished, OnBreaking, Options

__all__ = [
    "Finished",
    "Hindered",
    "OnBreaking",
    "Options",
    "Outcome",
    "Refused",
    "generate",
    "generate_all",
]
