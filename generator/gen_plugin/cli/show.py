"""`--show`: what is printed of each source, and never written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gen_plugin.cli.exit_code import ExitCode
from gen_plugin.cli.options import options_of
from gen_plugin.cli.settled import settled, voice_for

if TYPE_CHECKING:
    from gen_plugin.cli.parameters import Arguments


def show(arguments: Arguments) -> ExitCode:
    """Print the Go side of each source over net/rpc; what is wrong with one is told."""
    from gen_plugin.diagnostics.diagnostic import InputRefused
    from gen_plugin.environment import EnvironmentFault
    from gen_plugin.pipeline.shown import show_go_netrpc

    arguments, refused = settled(arguments)
    voice, options = voice_for(arguments), options_of(arguments)
    code = ExitCode.FINE
    try:
        if refused:
            voice.tell(refused)
            return ExitCode.BAD_INPUT
        for source in arguments.sources:
            try:
                click.echo(show_go_netrpc(source, options), nl=False)
            except InputRefused as fault:
                voice.tell(fault.diagnostics)
                code = max(code, ExitCode.BAD_INPUT)
            except EnvironmentFault as fault:
                voice.complain(fault.message, fault.fix)
                code = max(code, ExitCode.ENVIRONMENT)
    finally:
        voice.finish()
    return code
