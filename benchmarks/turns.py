"""The run: all contenders launched and measured in turns, step by step beside each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import environments
from benchmarks.catalogue import Contender, Figure
from benchmarks.environments import Environment
from benchmarks.failures import ContenderFailed
from benchmarks.processes import HostProcess, Processes

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure.

    Attributes:
        contenders: Which.
        figures: Which.
        turns: How many turns, each with a plugin process of its own.
        seconds: How long each step of a turn goes on.
        cache: Where the environments are kept; None to use the running interpreter's.
    """

    contenders: Sequence[Contender]
    figures: Sequence[Figure]
    turns: int
    seconds: float
    cache: Path | None


@dataclass(frozen=True, slots=True)
class Samples:
    """What was measured.

    Attributes:
        values: By figure's name, contender's name and turn: a value or None, one for each turn.
        failures: By contender's name: why it is missing, or was given up.
        environments: By contender's name.
    """

    values: dict[str, dict[str, list[float | None]]]
    failures: dict[str, str] = field(default_factory=dict)
    environments: dict[str, Environment] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Entrant:
    """A contender that is ready to be measured."""

    contender: Contender
    environment: Environment
    folder: Path
    host: HostProcess


def run(plan: Plan, folder: Path, say: Say) -> Samples:
    """Prepare and measure.

    Args:
        plan: What.
        folder: An empty folder for the contenders' programs and sockets.
        say: Told what goes on.
    """
    names = [each.name for each in plan.contenders]
    values: dict[str, dict[str, list[float | None]]] = {
        figure.name: {name: [None] * plan.turns for name in names} for figure in plan.figures
    }
    samples = Samples(values)
    with Processes(folder) as processes:
        entrants = []
        for contender in plan.contenders:
            say(f"preparing {contender.name}")
            try:
                entrants.append(_prepare(contender, plan, folder, processes, samples))
            except ContenderFailed as error:
                samples.failures[contender.name] = str(error)
                say(f"{contender.name}: {error}")
        for turn in range(plan.turns):
            say(f"turn {turn + 1} of {plan.turns}")
            _Turn(plan, samples, processes, turn, say).take(entrants)
    return samples


def _prepare(
    contender: Contender, plan: Plan, folder: Path, processes: Processes, samples: Samples
) -> _Entrant:
    if plan.cache is None:
        environment = environments.running()
    else:
        environment = environments.make(contender.name, contender.requirements, plan.cache)
    samples.environments[contender.name] = environment
    own = folder / contender.name
    own.mkdir()
    contender.prepare(own, contender.module, environment)
    host = processes.host(environment.python, contender.module, own)
    for step in ("launch", "warm-up", "close"):  # a warm host has launched a plugin before
        host.ask(step)
    return _Entrant(contender, environment, own, host)


class _Turn:
    """One turn: each step is taken by all contenders before the next one is."""

    def __init__(
        self, plan: Plan, samples: Samples, processes: Processes, turn: int, say: Say
    ) -> None:
        self._plan = plan
        self._samples = samples
        self._processes = processes
        self._turn = turn
        self._say = say

    def take(self, entrants: list[_Entrant]) -> None:
        """Take all steps."""
        first = self._turn % len(entrants) if entrants else 0  # nobody always follows the same one
        order = entrants[first:] + entrants[:first]
        wanted = {figure.step for figure in self._plan.figures}
        seconds = self._plan.seconds
        self._each(order, self._installed)
        if "once" in wanted:
            self._each(order, self._once)
        self._each(order, lambda each: each.host.ask("launch"))
        self._each(order, lambda each: each.host.ask("warm-up"))
        for step in ("calls", "callers", "echoes", "stream"):
            if step in wanted:
                self._each(order, lambda each, step=step: each.host.ask(step, seconds))  # type: ignore[misc]
        self._each(order, lambda each: each.host.ask("close"))

    def _each(self, entrants: list[_Entrant], take: Callable[[_Entrant], dict[str, float]]) -> None:
        for entrant in entrants:
            name = entrant.contender.name
            if name in self._samples.failures:
                continue
            try:
                self._keep(name, take(entrant))
            except ContenderFailed as error:
                entrant.host.kill()
                self._samples.failures[name] = str(error)
                self._say(f"{name}: {error}")

    def _keep(self, name: str, taken: dict[str, float]) -> None:
        for figure, value in taken.items():
            if figure in self._samples.values:
                self._samples.values[figure][name][self._turn] = value

    def _installed(self, entrant: _Entrant) -> dict[str, float]:
        mebibytes = entrant.environment.mebibytes
        return {} if mebibytes is None else {"installed": mebibytes}

    def _once(self, entrant: _Entrant) -> dict[str, float]:
        host = self._processes.host(
            entrant.environment.python, entrant.contender.module, entrant.folder, "--once"
        )
        try:
            replied = float(host.line())
            host.end()
        finally:
            host.kill()
        return {"launch-cold": (replied - host.started) * 1e3}
