"""A host for any plugin of this interface: `host.py put KEY NUMBER`, `host.py get KEY`.

The plugin is the one beside this file, or the command in COUNTER_PLUGIN, such as go-plugin's own
`plugin-go-grpc`.
"""

import os
import shlex
import sys
from pathlib import Path

from counter_plugin import launch


class Adder:
    """Adds in this process, however far away the plugin is."""

    def add(self, a: int, b: int) -> int:
        """The sum of both."""
        return a + b


command = shlex.split(os.environ.get("COUNTER_PLUGIN", "")) or [
    sys.executable,
    str(Path(__file__).with_name("main.py")),
]

with launch(command) as counter:
    match sys.argv[1:]:
        case ["put", key, value]:
            counter.put(key, int(value), Adder())
        case ["get", key]:
            print(counter.get(key))
        case _:
            sys.exit("usage: python host.py put KEY NUMBER | get KEY")
