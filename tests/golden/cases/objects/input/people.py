"""Who works."""

from dataclasses import dataclass
from typing import Protocol


@dataclass
class Task:
    name: str
    size: int = 1


class Worker(Protocol):
    """Works on the side that has it."""

    def work(self, task: Task) -> float: ...
