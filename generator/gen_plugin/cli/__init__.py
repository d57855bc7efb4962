"""The command line: `entry` reads the arguments, `voice` says what comes of them."""

from gen_plugin.cli.entry import ExitCode, command, main

__all__ = ["ExitCode", "command", "main"]
