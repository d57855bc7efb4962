"""What the command says, and where: of what went well, and of what is to be mended."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeVar

    from gen_plugin.diagnostics.diagnostic import Diagnostic

    Run = TypeVar("Run")

_HANDFUL = 8


class Voice:
    """Findings as text on stderr, what went well on stdout; or findings for a program on stdout.

    Args:
        format_: ``text``, or a key of `gen_plugin.diagnostics.formats.FORMATS`.
        quiet: Whether to say nothing of what went well.
        verbose: Whether notes are findings to be shown.
    """

    def __init__(self, format_: str, *, quiet: bool, verbose: bool) -> None:
        self._format = format_
        self._quiet = quiet
        self._verbose = verbose
        self._found: list[Diagnostic] = []

    @property
    def for_people(self) -> bool:
        """Whether it is people who read it."""
        return self._format == "text"

    def say(self, line: str) -> None:
        """What went well."""
        if not self._quiet:
            click.echo(line, err=not self.for_people)

    def advise(self, text: str) -> None:
        """What to do about findings that were told."""
        click.echo(text, err=True)

    def tell(self, found: Sequence[Diagnostic]) -> None:
        """Findings: at once to people, to a program in one piece by `finish`."""
        from gen_plugin.diagnostics.diagnostic import Level

        shown = [each for each in found if self._verbose or each.level is not Level.NOTE]
        if not self.for_people:
            self._found += shown
        elif shown:
            from gen_plugin.diagnostics.report import render

            colour = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
            click.echo(render(shown, colour=colour), err=True, nl=False)

    def finish(self) -> None:
        """Print what a program is told, even if it is nothing."""
        if not self.for_people:
            from gen_plugin.diagnostics.formats import FORMATS

            click.echo(FORMATS[self._format](self._found), nl=False)

    @contextmanager
    def counting(self, runs: Iterator[Run], count: int) -> Iterator[Iterator[Run]]:
        """The same runs, with a bar for who waits for many of them at a terminal."""
        waits = self.for_people and not self._quiet and count > _HANDFUL
        if not (waits and sys.stderr.isatty()):
            yield runs
            return
        with click.progressbar(runs, length=count, file=sys.stderr, show_pos=True) as bar:
            yield iter(bar)
