"""From samples to what is shown: medians, ranges, ratios; and the same as JSON."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.turns import Plan, Samples

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Summary:
    """A figure of a contender.

    Attributes:
        median: Over the turns.
        minimum: Likewise.
        maximum: Likewise.
        ratio: The median of the reference's value divided by this one's, in the same turn. None
            where one of them is missing or 0.
    """

    median: float
    minimum: float
    maximum: float
    ratio: float | None


Summaries = Mapping[str, Mapping[str, Summary]]
"""By figure's name and contender's name; where there is no sample, there is no entry."""


def summarize(plan: Plan, samples: Samples) -> Summaries:
    """All summaries. The first contender of the plan is the ratios' reference."""
    return {figure.name: _of_figure(plan, samples.values[figure.name]) for figure in plan.figures}


def _of_figure(plan: Plan, values: Mapping[str, list[float | None]]) -> dict[str, Summary]:
    reference = values[plan.contenders[0].name]
    summaries = {}
    for name, turns in values.items():
        known = [value for value in turns if value is not None]
        if known:
            ratios = [
                ours / each for ours, each in zip(reference, turns, strict=True) if ours and each
            ]
            ratio = median(ratios) if ratios else None
            summaries[name] = Summary(median(known), min(known), max(known), ratio)
    return summaries


def machine(load_before: tuple[float, float, float]) -> dict[str, Any]:
    """Where it was measured, and what else went on there.

    Args:
        load_before: `os.getloadavg()` before the run.
    """
    return {
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "cores": len(os.sched_getaffinity(0)),
        "load_before": [round(each, 2) for each in load_before],
        "load_after": [round(each, 2) for each in os.getloadavg()],
    }


def as_json(
    plan: Plan, samples: Samples, summaries: Summaries, machine: Mapping[str, Any]
) -> dict[str, Any]:
    """Everything: the samples too."""
    return {
        "format": FORMAT,
        "machine": dict(machine),
        "plan": {"turns": plan.turns, "seconds": plan.seconds},
        "reference": plan.contenders[0].name,
        "contenders": {
            each.name: {
                "title": each.title,
                "note": each.note,
                "failure": samples.failures.get(each.name),
                "distributions": dict(samples.environments[each.name].distributions)
                if each.name in samples.environments
                else {},
            }
            for each in plan.contenders
        },
        "figures": {
            figure.name: {
                "title": figure.title,
                "less_is_better": figure.less_is_better,
                "samples": samples.values[figure.name],
                "summaries": {
                    name: {
                        "median": each.median,
                        "min": each.minimum,
                        "max": each.maximum,
                        "ratio": each.ratio,
                    }
                    for name, each in summaries[figure.name].items()
                },
            }
            for figure in plan.figures
        },
    }
