"""A plugin for the tests between processes: its interface, and the program that serves it."""

INTERFACE = '''
"""An interface whose objects go both ways, and which tells what a process holds."""

from collections.abc import Callable
from typing import Protocol


class Listener(Protocol):
    def told(self, text: str) -> str: ...


class Desk(Protocol):
    def tell(self, listener: Listener, text: str) -> str: ...

    def open(self) -> Listener: ...

    def keep(self, listener: Listener) -> None: ...

    def drop(self) -> None: ...

    def descend(self, callback: Callable[[int], int], levels: int) -> int: ...

    def stop_while_called(self) -> Listener: ...

    def pid(self) -> int: ...

    def held(self) -> tuple[int, int]:
        """Descriptors and threads."""
        ...
'''

PROGRAM = '''
"""Serves the desk. What a callback fails with is written to the file named by DESK_FAILURE."""

import gc
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

from desk import Listener
from desk_plugin import serve


class Opened:
    def told(self, text: str) -> str:
        return f"opened: {text}"


class Killing:
    def told(self, text: str) -> str:
        os.kill(os.getpid(), signal.SIGKILL)
        return text


class MyDesk:
    def __init__(self) -> None:
        self._kept: list[Listener] = []

    def tell(self, listener: Listener, text: str) -> str:
        try:
            return f"heard {listener.told(text)}"
        except Exception as error:
            Path(os.environ["DESK_FAILURE"]).write_text(type(error).__name__)
            raise

    def open(self) -> Listener:
        return Opened()

    def keep(self, listener: Listener) -> None:
        self._kept.append(listener)

    def drop(self) -> None:
        self._kept.clear()
        gc.collect()

    def descend(self, callback: Callable[[int], int], levels: int) -> int:
        return callback(levels - 1) + 1 if levels else 0

    def stop_while_called(self) -> Listener:
        return Killing()

    def pid(self) -> int:
        return os.getpid()

    def held(self) -> tuple[int, int]:
        return len(os.listdir("/proc/self/fd")), threading.active_count()


if __name__ == "__main__":
    limit = os.environ.get("DESK_MAX_RECEIVE")
    serve(MyDesk(), max_receive=None if limit is None else int(limit))
'''
