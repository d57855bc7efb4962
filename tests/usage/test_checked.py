"""The checkers accept the right use of generated code and refuse the wrong one at its line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_CASES = ROOT / "tests" / "golden" / "cases"
PATHS = [
    *(ROOT / "examples" / name for name in ("greeter", "kv")),
    *(
        _CASES / case / name
        for case in ("objects", "observers", "streams")
        for name in ("input", "expected")
    ),
]

# Lines that end in `# error` must be refused, all others accepted.
USE = """
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

from cells import Cell
from events import Event as Happened
from events import Events, Observer, Subscription
from events_plugin import EventsClient, EventsPlugin
from feed import Event, Feed, LiveFeed
from feed_plugin import FeedClient, FeedPlugin, LiveFeedClient, LiveFeedPlugin
from gen_plugin_runtime import call_options, release
from greeter import Greeter
from greeter_plugin import GreeterClient, GreeterPlugin, launch, serve
from jobs import Job, Jobs, Listener
from jobs_plugin import JobsClient, JobsPlugin
from kv import KV
from kv_plugin import KVClient
from people import Task


class Hello:
    def greet(self) -> str:
        return "hello"


class Wrong:
    def greet(self) -> int:
        return 1


def use(greeter: Greeter) -> str:
    return greeter.greet()


def right(client: GreeterClient, kv: KVClient) -> None:
    use(client)
    text: str = client.greet()
    store: KV = kv
    store.put(text, kv.get(key="k"))
    with launch(["plugin"]) as greeter:
        use(greeter)
    start: Callable[[], None] = lambda: serve(Hello())
    start()
    GreeterPlugin(Hello())


def wrong(client: GreeterClient, kv: KVClient) -> None:
    client.greet("too much")  # error
    number: int = client.greet()  # error
    client.hello()  # error
    kv.put("key", "not bytes")  # error
    use(kv)  # error
    with launch(["plugin"]) as greeter:
        greeter.shout()  # error
    serve(Wrong())  # error
    GreeterPlugin(Wrong())  # error
    print(number)


class Live:
    async def latest(self, topic: str) -> Event:
        return Event(topic)

    async def count(self, topic: str) -> int:
        return len(topic)

    @property
    def size(self) -> Awaitable[int]:
        return self.count("")

    async def watch(self, topic: str) -> AsyncIterator[Event]:
        yield Event(topic)

    async def upload(self, name: str, chunks: AsyncIterator[bytes]) -> None:
        async for chunk in chunks:
            print(chunk)


class Blocking:
    def latest(self, topic: str) -> Event:
        return Event(topic)


async def right_streams(client: FeedClient, live: LiveFeedClient) -> None:
    feed: Feed = client
    later: LiveFeed = live
    with call_options(timeout=1.0, metadata=[("key", "value")]):
        events: Iterator[Event] = feed.watch("news", count=2)
    first: Event = next(events)
    total: int = client.total(iter([1, 2]))
    numbers = client.numbers()
    numbers.close()
    latest: Event = await later.latest("news")
    async for event in later.watch("news"):
        print(event, first, total, latest)
    LiveFeedPlugin(Live())


async def wrong_streams(client: FeedClient, live: LiveFeedClient) -> None:
    client.total(iter(["one"]))  # error
    client.total([1, 2])  # error
    text: str = next(client.numbers())  # error
    event: Event = live.latest("news")  # error
    for _ in live.watch("news"):  # error
        pass
    LiveFeedPlugin(Blocking())  # error
    FeedPlugin(Live())  # error
    call_options(1.0)  # error
    print(text, event)


class Bar:
    def progress(self, done: int, total: int) -> bool:
        return done < total


class Half:
    def progress(self, done: int) -> bool:
        return True


class Smith:
    def work(self, task: Task) -> float:
        return float(task.size)


async def answer(question: str) -> str:
    return question


async def right_objects(client: JobsClient) -> None:
    jobs: Jobs = client
    job: Job = jobs.start("one", Bar(), on_done=print)
    job.watch(None)
    job.watch(Bar())
    after: Job = job.after(jobs.start("two", Bar()))
    found: Job | None = client.find("one")
    count: int = client.hire(Smith())(lambda: 3)
    text: str = await client.ask(answer, "why")
    release(after)
    print(found, count, text)


async def wrong_objects(client: JobsClient, listener: Listener) -> None:
    client.start("one", Half())  # error
    client.start("one", print)  # error
    client.start("one", None)  # error
    client.start("one", listener, on_done=lambda: None)  # error
    client.find("one").cancel()  # error
    client.hire(Bar())  # error
    client.hire(Smith())(3)  # error
    await client.ask(str.upper, "why")  # error
    JobsPlugin(Bar())  # error


class Tell:
    def notify(self, item: Happened) -> None:
        print(item.name)


class TellAll:
    def notify(self, item: object) -> None:
        print(item)


class Called(TellAll):
    def name(self) -> str:
        return "called"


def right_observers(client: EventsClient, batches: Observer[list[str]]) -> None:
    events: Events = client
    subscription: Subscription[int] = events.watch(Tell())
    last: int | None = subscription.last(by=str)
    subscription.again().pass_on(TellAll())
    words: Subscription[str] | None = client.words(Called(), batches)
    client.words(Called(), TellAll())
    cell: Cell[Observer[Happened]] = client.cell(TellAll())
    cell.value = Tell()
    cell.value.notify(Happened("x"))
    print(last, words)


def wrong_observers(client: EventsClient, batches: Observer[list[str]]) -> None:
    client.watch(batches)  # error
    client.watch(print)  # error
    client.words(Tell(), batches)  # error
    client.words(Called(), Tell())  # error
    client.watch(Tell()).last(by=len)  # error
    client.watch(Tell()).pass_on(Tell())  # error
    client.cell(TellAll()).value.notify("x")  # error
    client.cell(Tell())  # error
    for text in client.watch(Tell()).items():
        print(text.upper())  # error
    EventsPlugin(Tell())  # error
"""
EXPECTED = {number for number, line in enumerate(USE.splitlines(), 1) if line.endswith("# error")}


@pytest.fixture(scope="module")
def use(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file above, in a folder of its own."""
    path = tmp_path_factory.mktemp("use") / "use.py"
    path.write_text(USE)
    return path


@pytest.mark.timeout(300)
def test_mypy_refuses_just_the_wrong_lines(use: Path) -> None:
    (use.parent / "mypy.ini").write_text(
        f"[mypy]\nstrict = true\nmypy_path = {':'.join(map(str, PATHS))}\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--output", "json", "use.py"],
        cwd=use.parent,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    findings = [json.loads(line) for line in done.stdout.splitlines()]
    errors = [each for each in findings if each["severity"] == "error"]

    assert {each["line"] for each in errors} == EXPECTED, done.stdout + done.stderr


@pytest.mark.timeout(300)
def test_pyright_refuses_just_the_wrong_lines(use: Path) -> None:
    (use.parent / "pyrightconfig.json").write_text(
        json.dumps(
            {
                "typeCheckingMode": "strict",
                "extraPaths": [str(path) for path in PATHS],
            }
        )
    )
    done = subprocess.run(
        [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, "use.py"],
        cwd=use.parent,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    findings = json.loads(done.stdout)["generalDiagnostics"]

    assert {each["range"]["start"]["line"] + 1 for each in findings} == EXPECTED, done.stdout
