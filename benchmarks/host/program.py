"""The host program: measures one contender as it is told, or launches it once and says when.

python program.py MODULE FOLDER         commands on standard input, a JSON object a line
python program.py MODULE FOLDER --once  one launch; prints the moment of the first reply
"""

from __future__ import annotations

import os
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Host(Protocol):
        """What each module in `contenders` has as its `HOST`."""

        def launch(self, folder: str) -> dict[str, float]:
            """Launch a plugin: from nothing to its first reply."""

        def warm_up(self) -> dict[str, float]:
            """Call everything once and more, unmeasured."""

        def calls(self, seconds: float) -> dict[str, float]:
            """Small calls, one after the other."""

        def callers(self, seconds: float) -> dict[str, float]:
            """Small calls of many callers at once."""

        def echoes(self, seconds: float) -> dict[str, float]:
            """Large calls, one after the other."""

        def stream(self, seconds: float) -> dict[str, float]:
            """Streams of small messages; nothing where there are none."""

        def close(self) -> dict[str, float]:
            """End the plugin, if there is one."""


def main() -> None:
    """Do what the command line says."""
    module, folder, *options = sys.argv[1:]
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    sys.path.insert(1, folder)
    # A plugin inherits the descriptors 0 and 1, and may read or print there.
    commands, replies = os.dup(0), os.dup(1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    name = f"benchmarks.contenders.{module}"
    __import__(name)
    host: Host = sys.modules[name].HOST
    try:
        if options:
            _launch_once(host, folder, commands, replies)
        else:
            _obey(host, folder, commands, replies)
    finally:
        host.close()


def _launch_once(host: Host, folder: str, commands: int, replies: int) -> None:
    host.launch(folder)
    os.write(replies, f"{time.monotonic()!r}\n".encode())
    os.read(commands, 1)  # its end says that this one may end


def _obey(host: Host, folder: str, commands: int, replies: int) -> None:
    import json

    with open(commands) as lines:
        for line in lines:
            command = json.loads(line)
            result: dict[str, object]
            try:
                result = {"result": _done(host, folder, **command)}
            except Exception as error:  # noqa: BLE001 - the run goes on, and reports it
                import traceback

                traceback.print_exc()
                result = {"error": f"{type(error).__name__}: {error}"}
            os.write(replies, json.dumps(result).encode() + b"\n")


def _done(host: Host, folder: str, do: str, seconds: float = 0.0) -> dict[str, float]:
    if do == "launch":
        return host.launch(folder)
    if do == "warm-up":
        return host.warm_up()
    if do == "close":
        return host.close()
    measure = {
        "calls": host.calls,
        "callers": host.callers,
        "echoes": host.echoes,
        "stream": host.stream,
    }
    return measure[do](seconds)


if __name__ == "__main__":
    main()
