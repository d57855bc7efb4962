"""The plugin of `jobs.py`: fill in the methods, and let a host start it."""

from collections.abc import Awaitable, Callable

from gen_plugin_runtime import get_logger

from jobs import Job, Listener
from jobs_plugin import serve
from people import Worker

logger = get_logger("jobs")


class MyJobs:
    """Starts jobs."""

    def start(
        self, name: str, listener: Listener, *, on_done: Callable[[str], None] | None = None
    ) -> Job:
        """Start a job, and let it be watched."""
        raise NotImplementedError

    def find(self, name: str) -> Job | None:
        raise NotImplementedError

    def hire(self, worker: Worker) -> Callable[[Callable[[], int]], int]:
        raise NotImplementedError

    async def ask(self, answer: Callable[[str], Awaitable[str]], question: str) -> str:
        raise NotImplementedError


if __name__ == "__main__":
    serve(MyJobs())
