"""Many sources at a time: each by itself, on all processors if that is worth starting processes."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from gen_plugin import disk
from gen_plugin.diagnostics.diagnostic import Diagnostic, InputRefused
from gen_plugin.disk import Answers
from gen_plugin.environment import EnvironmentFault
from gen_plugin.frozen import dataclass
from gen_plugin.pipeline.generate import generate
from gen_plugin.pipeline.options import Finished, Options

_WORTH_PROCESSES = 16
"""Sources from which on other processes are quicker than this one alone."""
_AT_A_TIME = 4  # sources that a process is given


@dataclass(frozen=True, slots=True)
class Refused:
    """The source has faults.

    Attributes:
        answers: What was asked of the disk before they were found.
    """

    source: str
    diagnostics: tuple[Diagnostic, ...]
    answers: Answers


@dataclass(frozen=True, slots=True)
class Hindered:
    """The surroundings have; see `EnvironmentFault`."""

    source: str
    message: str
    fix: str
    answers: Answers


Outcome = Finished | Refused | Hindered


def generate_all(sources: Sequence[str], options: Options) -> Iterator[Outcome]:
    """What comes of each source, in their order, as soon as it is there."""
    processors = os.cpu_count() or 1
    run = partial(outcome_of, options=options)
    if len(sources) < _WORTH_PROCESSES or processors == 1:
        yield from map(run, sources)
        return
    from concurrent.futures import ProcessPoolExecutor

    workers = min(processors, len(sources) // _AT_A_TIME)
    with ProcessPoolExecutor(workers) as pool:
        with _deaf_to_interrupts():
            outcomes = pool.map(run, sources, chunksize=_AT_A_TIME)
        yield from outcomes


def outcome_of(source: str, options: Options) -> Outcome:
    """What comes of one source, as a value that another process can send."""
    with disk.remembering() as answers:
        try:
            return generate(source, options)
        except InputRefused as refused:
            return Refused(source, refused.diagnostics, answers)
        except EnvironmentFault as fault:
            return Hindered(source, fault.message, fault.fix, answers)
        except OSError as error:  # a file that has gone since it was found, for one
            reason = error.strerror or str(error)
            what = f"{error.filename or source} cannot be used: {reason}"
            return Hindered(source, what, "run it again, when nothing else writes there", answers)


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """For processes that start now: Ctrl-C reaches all of a terminal's, and this one ends them."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
