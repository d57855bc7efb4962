"""Streams and coroutines of a plugin in a process of its own."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.codec.generated import Generated
from tests.streaming.test_async import run

from gen_plugin_runtime import PluginCrashed

PATIENCE = 30.0

FEED = """
import os
import sys
from {module} import Event
from {module}_plugin import serve


class Feed:
    def watch(self, topic, *, count=3):
        for number in range(count):
            if topic == "die" and number == 2:
                os._exit(7)
            yield Event(topic, number)

    def get(self, topic):
        return str(topic in sys.modules)


serve(Feed())
"""

LATER = """
import asyncio
import os
from {module}_plugin import serve


class Later:
    async def get(self, key, *, times=1):
        if key == "die":
            os._exit(7)
        await asyncio.sleep(0)
        return key * times

    async def watch(self, key):
        for number in range(len(key)):
            yield number


serve(Later(){loop})
"""

OWN_LOOP = """
import threading
loop = asyncio.new_event_loop()
threading.Thread(target=loop.run_forever, name="own", daemon=True).start()
"""


def _launched(generated: Generated, program: str) -> Any:
    module = generated.source.__name__
    path = Path(generated.source.__file__ or "").with_name("program.py")
    path.write_text(program.replace("{module}", module))
    package = __import__(f"{module}_plugin")
    return package.launch(
        [sys.executable, str(path)], start_timeout=PATIENCE, call_timeout=PATIENCE
    )


def test_a_stream_between_processes(feed: Generated) -> None:
    with _launched(feed, FEED) as client:
        assert [each.number for each in client.watch("news", count=1000)] == [*range(1000)]
        events = client.watch("news", count=1_000_000)
        assert next(events).number == 0
        events.close()
        assert client.get("asyncio") == "False"
        assert client.get("os") == "True"


def test_a_process_that_dies_while_it_streams(feed: Generated) -> None:
    with _launched(feed, FEED) as client:
        events = client.watch("die", count=10)
        assert [next(events).number, next(events).number] == [0, 1]
        with pytest.raises(PluginCrashed) as caught:
            next(events)
    assert caught.value.exit_code == 7


@pytest.mark.parametrize("own_loop", [False, True])
def test_coroutines_between_processes(later: Generated, own_loop: bool) -> None:
    before, _, serving = LATER.partition("\n\nserve")
    setup = OWN_LOOP if own_loop else ""
    serving = serving.replace("{loop}", ", loop=loop" if own_loop else "")

    async def use() -> None:
        answers = await asyncio.gather(*(client.get("a", times=each) for each in range(100)))
        assert answers == ["a" * each for each in range(100)]
        assert [each async for each in client.watch("abc")] == [0, 1, 2]
        with pytest.raises(PluginCrashed):
            await client.get("die")

    with _launched(later, f"{before}\n{setup}\nserve{serving}") as client:
        run(use)
