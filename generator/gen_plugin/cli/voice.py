"""What the command says, and where: of what went well, and of what is to be mended."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeVar

    from gen_plugin.diagnostics.diagnostic import Diagnostic

    Run = TypeVar("Run")

HANDFUL = 8
"""Sources that are told one by one, and waited for without a bar."""


class Voice:
    """Findings as text on stderr, what went well on stdout; or findings for a program on stdout.

    A pipe that nobody reads any more silences it, and stops nothing else.

    Args:
        format_: ``text``, or a key of `gen_plugin.diagnostics.formats.FORMATS`.
        quiet: Whether to say nothing of what went well.
        verbose: Whether notes are findings to be shown.
        count: Of how many sources there is to tell.
    """

    def __init__(self, format_: str, *, quiet: bool, verbose: bool, count: int = 1) -> None:
        self._format = format_
        self._quiet = quiet
        self._verbose = verbose
        self._are_many = count > HANDFUL
        self._unchanged = 0
        self._found: list[Diagnostic] = []

    @property
    def for_people(self) -> bool:
        """Whether it is people who read it."""
        return self._format == "text"

    def say(self, line: str) -> None:
        """What went well."""
        if not self._quiet:
            self.show(f"{line}\n")

    def say_unchanged(self, line: str) -> None:
        """That a source is up to date: of many, it is only counted."""
        if self._are_many:
            self._unchanged += 1
        else:
            self.say(line)

    def show(self, text: str) -> None:
        """What was asked for."""
        _print(text, to_stderr=not self.for_people)

    def advise(self, text: str) -> None:
        """What to do about findings that were told."""
        _print(f"{text}\n", to_stderr=True)

    def complain(self, message: str, fix: str) -> None:
        """A fault of the surroundings, not of the input."""
        self.advise(f"gen-plugin: {message}\n  = fix: {fix}")

    def tell(self, found: Sequence[Diagnostic]) -> None:
        """Findings: at once to people, to a program in one piece by `finish`."""
        from gen_plugin.diagnostics.diagnostic import Level

        shown = [each for each in found if self._verbose or each.level is not Level.NOTE]
        if not self.for_people:
            self._found += shown
        elif shown:
            from gen_plugin.diagnostics.report import render

            _print(render(shown, colour=_has_colours(sys.stderr)), to_stderr=True)

    def finish(self) -> None:
        """Say how many were only counted, and print what a program is told, be it nothing."""
        if self._unchanged:
            self.say(f"{self._unchanged} source{'s'[: self._unchanged > 1]}: up to date")
            self._unchanged = 0
        if not self.for_people:
            from gen_plugin.diagnostics.formats import FORMATS

            _print(FORMATS[self._format](self._found), to_stderr=False)
            self._found = []

    @contextmanager
    def counting(self, runs: Iterator[Run], count: int) -> Iterator[Iterator[Run]]:
        """The same runs, with a bar for who waits for many of them at a terminal."""
        waits = self.for_people and not self._quiet and count > HANDFUL
        if not (waits and _is_screen(sys.stderr)):
            yield runs
            return
        with click.progressbar(runs, length=count, file=sys.stderr, show_pos=True) as bar:
            yield iter(bar)


def _print(text: str, *, to_stderr: bool) -> None:
    try:
        # Whether to have colours was decided by who made the text: click must not remove them.
        click.echo(text, nl=False, err=to_stderr, color=True)
    except BrokenPipeError:
        _discard(sys.stderr if to_stderr else sys.stdout)


def _discard(stream: Any) -> None:
    """From now on, and of what is left in its buffer, nothing goes anywhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _has_colours(stream: Any) -> bool:
    """As Python's own programs decide it: https://docs.python.org/3/using/cmdline.html."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return _is_screen(stream)


def _is_screen(stream: Any) -> bool:
    """Whether lines can be coloured and written again."""
    return bool(stream.isatty()) and os.environ.get("TERM") != "dumb"
