"""The command line: `entry` takes the arguments, `run` and `watch` act on them, `voice` speaks."""

from gen_plugin.cli.entry import command, main
from gen_plugin.cli.exit_code import ExitCode

__all__ = ["ExitCode", "command", "main"]
