"""A plugin program: ``python probe.py [SERVE_OPTION=VALUE ...]``.

PROBE_PROTOCOL says what it speaks, if it is not gRPC.
"""

from __future__ import annotations

import ast
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tests.host.interface import HANDSHAKE, ProbePlugin

from gen_plugin_runtime import ServeConfig, get_logger, serve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.transport import Transport

logger = get_logger("probe")
started_with = dict(os.environ)  # what the protocol needs of it is gone once the plugin serves


class RealProbe:
    """Runs what the test wants."""

    def run(self, source: str) -> object:
        names: dict[str, object] = {"logger": logger, "started_with": started_with}
        exec(source, names)
        return names.get("result")

    def echo(self, value: object) -> object:
        return value


def protocol() -> Transport:
    """What to speak."""
    return "netrpc" if os.environ.get("PROBE_PROTOCOL") == "netrpc" else "grpc"


def main() -> None:
    options = dict(argument.split("=", 1) for argument in sys.argv[1:])
    values = {name: ast.literal_eval(value) for name, value in options.items()}
    plugins = {"probe": ProbePlugin(RealProbe())}
    values.setdefault("protocol", protocol())
    versions = dict.fromkeys(values.pop("versions", ()), plugins)
    serve(ServeConfig(HANDSHAKE, plugins, versioned_plugins=versions, **values))


if __name__ == "__main__":
    main()
