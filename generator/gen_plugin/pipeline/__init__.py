"""From one source file to its finished output, in memory: the stages in their order."""

from gen_plugin.pipeline.generate import generate
from gen_plugin.pipeline.options import Finished, OnBreaking, Options

__all__ = ["Finished", "OnBreaking", "Options", "generate"]
