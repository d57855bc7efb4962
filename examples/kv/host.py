"""A host for any plugin of this interface: `host.py put KEY VALUE`, `host.py get KEY`.

The plugin is the one beside this file, or the command in KV_PLUGIN, such as go-plugin's own
`plugin-go-grpc`.
"""

import os
import shlex
import sys
from pathlib import Path

from kv_plugin import launch

command = shlex.split(os.environ.get("KV_PLUGIN", "")) or [
    sys.executable,
    str(Path(__file__).with_name("main.py")),
]

with launch(command) as kv:
    match sys.argv[1:]:
        case ["put", key, value]:
            kv.put(key, value.encode())
        case ["get", key]:
            print(kv.get(key).decode())
        case _:
            sys.exit("usage: python host.py put KEY VALUE | get KEY")
