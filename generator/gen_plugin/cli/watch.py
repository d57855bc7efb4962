"""`--watch`: generating again whenever something changes that the last run asked of the disk.

What is watched is what `gen_plugin.disk` was asked: files, files that are not there, folders. That
is looked at every `PAUSE_SECONDS`, or less often where looking takes long, so that it never needs
more than a twentieth of a processor.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NoReturn

import click

from gen_plugin import disk
from gen_plugin.cli.exit_code import ExitCode
from gen_plugin.cli.run import generate, sorted_out, tell_breaking, write
from gen_plugin.cli.settled import settled, voice_for
from gen_plugin.frozen import replace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gen_plugin.cli.parameters import Arguments
    from gen_plugin.cli.voice import Voice
    from gen_plugin.disk import Answers
    from gen_plugin.pipeline import Finished, Outcome

PAUSE_SECONDS = 0.25
_SHARE = 20  # pauses are at least this many times as long as looking takes
_SETTLING_SECONDS = 0.05  # editors write a file in several steps
_MOST_SETTLINGS = 20
_READY = "watching: Ctrl-C ends it"


def watch(arguments: Arguments) -> ExitCode:
    """Generate now and after every change, until Ctrl-C, which is how it ends when all is well."""
    try:
        _Watch(arguments).run()
    except KeyboardInterrupt:
        click.echo(err=True)  # behind what the terminal shows of Ctrl-C
        return ExitCode.FINE


class Watched:
    """What a run asked of the disk, and whether it would be told the same now.

    Args:
        answers: What it was told.
        may_be_retried: Whether each sign of life is a reason to run again: what went wrong was
            nothing that it had asked.
    """

    def __init__(self, answers: Answers, *, may_be_retried: bool = False) -> None:
        self._answers = answers
        self._may_be_retried = may_be_retried
        # Taken when it is looked at first, beside the contents: what changed during the run counts.
        self._states: Sequence[disk.State] | None = None

    def states(self) -> Sequence[disk.State]:
        """What can be seen without reading."""
        return disk.states(self._answers)

    def looks_changed(self) -> bool:
        """Whether something may have changed; cheap."""
        return self._states != self.states()

    def has_changed(self) -> bool:
        """Whether something has changed since the last time, or since the run."""
        states, before = self.states(), self._states
        self._states = states
        if states == before:
            return False
        if self._may_be_retried and before is not None:
            return True
        return not disk.still_true(self._answers)


class _Watch:
    """The sources, each with what is watched for it."""

    def __init__(self, arguments: Arguments) -> None:
        self._given = arguments
        self._arguments = arguments
        self._listing = Watched({})
        self._sources: dict[str, Watched | None] = {}

    def run(self) -> NoReturn:
        """For ever."""
        self._list()
        self._generate(list(self._sources))
        self._say(_READY)
        while True:
            self._wait()
            is_other, due = self._listing.has_changed(), self._due()
            if is_other or due:
                self._settle()
                self._say(time.strftime("\n%H:%M:%S"))
                if is_other:
                    self._relist()
                self._generate(
                    [name for name, each in self._sources.items() if name in due or not each]
                )
                self._say(_READY)

    def _say(self, line: str) -> None:
        voice_for(self._arguments).say(line)

    def _wait(self) -> None:
        """Until something looks changed."""
        while True:
            began = time.perf_counter()
            if any(each.looks_changed() for each in self._watched()):
                return
            took = time.perf_counter() - began
            time.sleep(max(PAUSE_SECONDS, took * _SHARE))

    def _settle(self) -> None:
        """Until no more changes come, or for a second."""
        states: list[Sequence[disk.State]] = []
        for _ in range(_MOST_SETTLINGS):
            before, states = states, [each.states() for each in self._watched()]
            if states == before:
                return
            time.sleep(_SETTLING_SECONDS)

    def _watched(self) -> list[Watched]:
        return [self._listing, *(each for each in self._sources.values() if each)]

    def _due(self) -> list[str]:
        """Sources whose last run would be told something else now."""
        return [name for name, each in self._sources.items() if each and each.has_changed()]

    def _list(self) -> None:
        """Find out what is to be done, and by which settings; nothing while these are wrong."""
        with disk.remembering() as answers:
            try:
                arguments, refused = settled(self._given)
            finally:
                self._listing = Watched(answers)
        if refused:
            voice = voice_for(self._arguments)
            voice.tell(refused)
            voice.finish()
        names = () if refused else arguments.sources
        self._arguments = arguments
        self._sources = {name: self._sources.get(name) for name in names}

    def _relist(self) -> None:
        try:
            self._list()
        except click.UsageError as error:
            voice_for(self._arguments).advise(f"{error.message} Until then, all stays as it was.")

    def _generate(self, sources: Sequence[str]) -> None:
        """Each by itself: what is wrong with one keeps no other from being written."""
        if not sources:
            return
        voice = voice_for(replace(self._arguments, sources=tuple(sources)))
        try:
            outcomes = generate(sources, self._arguments, voice)
            self._sources |= {each.source: self._watched_for(each) for each in outcomes}
            finished, _ = sorted_out(outcomes)
            tell_breaking(finished.values(), voice)
            for each in finished.values():
                if not each.breaking:
                    self._sources[each.source] = self._write(each, voice)
        finally:
            voice.finish()

    def _watched_for(self, outcome: Outcome) -> Watched:
        from gen_plugin.pipeline import Hindered

        may_be_retried = bool(self._arguments.against) or isinstance(outcome, Hindered)
        return Watched(outcome.answers, may_be_retried=may_be_retried)

    def _write(self, run: Finished, voice: Voice) -> Watched:
        answers = write(run, self._arguments, voice)
        if answers is None:
            return Watched(run.answers, may_be_retried=True)
        return Watched(answers, may_be_retried=bool(self._arguments.against))
