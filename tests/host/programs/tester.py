"""A plugin program: ``python tester.py [SERVE_OPTION=VALUE ...]``."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tests.host.interface import HANDSHAKE, TesterPlugin

from gen_plugin_runtime import ServeConfig, get_logger, serve

logger = get_logger("tester")


class RealTester:
    """Runs what the test wants."""

    def run(self, source: str) -> object:
        names: dict[str, object] = {"logger": logger}
        exec(source, names)
        return names.get("result")

    def echo(self, value: object) -> object:
        return value


def main() -> None:
    options = dict(argument.split("=", 1) for argument in sys.argv[1:])
    values = {name: ast.literal_eval(value) for name, value in options.items()}
    serve(ServeConfig(HANDSHAKE, {"tester": TesterPlugin(RealTester())}, **values))


if __name__ == "__main__":
    main()
