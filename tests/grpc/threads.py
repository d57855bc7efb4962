"""Many threads at once, with what they raise brought back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.grpc.services import PATIENCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    T = TypeVar("T")


def at_once(tasks: Iterable[Callable[[], T]]) -> list[T]:
    """Run each task in a thread of its own; what they give, in order."""
    tasks = list(tasks)
    with ThreadPoolExecutor(len(tasks)) as pool:
        futures = [pool.submit(task) for task in tasks]
        return [future.result(PATIENCE) for future in futures]
