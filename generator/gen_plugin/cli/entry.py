"""The command `gen-plugin`: arguments in, text and exit codes out.

The pipeline is imported when it is needed: `--help` and `--version` must not wait for it.
"""

from __future__ import annotations

import os
import sys
from typing import Any, NoReturn

import click

from gen_plugin import __version__
from gen_plugin.cli.completion import mend_fish
from gen_plugin.cli.exit_code import ExitCode
from gen_plugin.cli.parameters import PARAMETERS, Arguments, GroupedCommand
from gen_plugin.cli.voice import Voice

_HELP = """\
Turn the Protocols of each SOURCE into a package that plugins serve and hosts launch.

Writes <source>_plugin/ beside the source: client stub, server adapter, plugin class, codec,
.proto and lock, all to be committed. The first run also writes main.py, which is yours from
then on. Without a SOURCE: all that pyproject.toml lists in [tool.gen-plugin.sources].
"""
_EPILOG = """\
Most flags have a setting of the same name in pyproject.toml.

Exit codes: 0 fine, 1 stale (--check) or breaking, 2 bad input, 3 environment; of several sources
that end differently, the highest.
"""


def _run(**given: Any) -> NoReturn:
    arguments = Arguments(**given)
    _refuse_contradictions(arguments)
    if arguments.watch:
        from gen_plugin.cli.watch import watch

        sys.exit(watch(arguments))
    if arguments.show:
        from gen_plugin.cli.show import show

        sys.exit(show(arguments))
    from gen_plugin.cli.run import run

    sys.exit(run(arguments))


_COMPLETE = "_GEN_PLUGIN_COMPLETE"
"""The variable by which shells ask, as click names it."""

command = click.version_option(__version__, prog_name="gen-plugin")(
    GroupedCommand(
        "gen-plugin",
        callback=_run,
        params=[*PARAMETERS],
        help=_HELP,
        epilog=_EPILOG,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
)
"""The command, for click."""


def main() -> NoReturn:
    """Run the command; a fault of the program itself ends in a line, not in a traceback."""
    if _COMPLETE in os.environ:
        mend_fish()
    try:
        command(prog_name="gen-plugin", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(ExitCode.INTERRUPTED)
    except Exception as error:
        if _was_interrupted(error):
            sys.exit(ExitCode.INTERRUPTED)
        if os.environ.get("GEN_PLUGIN_TRACEBACK"):
            raise
        sys.exit(_told(error))
    sys.exit(ExitCode.FINE)


def _was_interrupted(error: BaseException | None) -> bool:
    """Whether it is what Ctrl-C became: Python 3.11 wraps what comes while a class is made."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__
    return False


def _told(error: Exception) -> ExitCode:
    voice = Voice("text", quiet=False, verbose=False)
    if isinstance(error, OSError):
        voice.complain(
            str(error),
            "look whether the folder that you are in still exists, and whether the disk is full; "
            "GEN_PLUGIN_TRACEBACK=1 shows where it happened",
        )
    else:
        voice.complain(
            f"internal error: {type(error).__name__}: {error}",
            "this is a bug of gen-plugin; please report it with the output of the same command "
            "under GEN_PLUGIN_TRACEBACK=1",
        )
    return ExitCode.ENVIRONMENT


def _refuse_contradictions(arguments: Arguments) -> None:
    given = arguments
    _refuse_both("--main", "--no-main", given.main is not None and given.no_main)
    _refuse_both("--check", "--diff", given.check and given.diff)
    _refuse_both("--watch", "--check", given.watch and given.check)
    _refuse_both("--watch", "--diff", given.watch and given.diff)
    for name, is_given in (("check", given.check), ("diff", given.diff), ("watch", given.watch)):
        _refuse_both("--show", f"--{name}", bool(given.show and is_given))
    _refuse_both("--allow-breaking", "--unreleased", given.allow_breaking and given.unreleased)
    _refuse_both("--quiet", "--verbose", bool(given.quiet and given.verbose))
    if given.check and (given.allow_breaking or given.unreleased):
        raise click.UsageError("--check tells what breaks: allow it in a run that writes.")
    if given.watch and given.allow_breaking:
        raise click.UsageError(
            "--watch would raise the protocol version at each change: allow one in a run by itself."
        )


def _refuse_both(one: str, other: str, are_given: bool) -> None:  # noqa: FBT001
    if are_given:
        raise click.UsageError(f"{one} and {other} contradict each other.")
