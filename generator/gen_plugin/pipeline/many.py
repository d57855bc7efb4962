"""Many sources at a time: each by itself, on all processors if that is worth starting processes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from gen_plugin.diagnostics.diagnostic import Diagnostic, InputRefused
from gen_plugin.environment import EnvironmentFault
from gen_plugin.pipeline.generate import generate
from gen_plugin.pipeline.options import Finished, Options

_WORTH_PROCESSES = 16
"""Sources from which on other processes are quicker than this one alone."""
_AT_A_TIME = 4  # sources that a process is given


@dataclass(frozen=True, slots=True)
class Refused:
    """The source has faults."""

    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Hindered:
    """The surroundings have; see `EnvironmentFault`."""

    message: str
    fix: str


Outcome = Finished | Refused | Hindered


def generate_all(sources: Sequence[str], options: Options) -> Iterator[Outcome]:
    """What comes of each source, in their order, as soon as it is there."""
    processors = os.cpu_count() or 1
    run = partial(outcome_of, options=options)
    if len(sources) < _WORTH_PROCESSES or processors == 1:
        yield from map(run, sources)
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(min(processors, len(sources) // _AT_A_TIME)) as pool:
        yield from pool.map(run, sources, chunksize=_AT_A_TIME)


def outcome_of(source: str, options: Options) -> Outcome:
    """What comes of one source, as a value that another process can send."""
    try:
        return generate(source, options)
    except InputRefused as refused:
        return Refused(refused.diagnostics)
    except EnvironmentFault as fault:
        return Hindered(fault.message, fault.fix)
