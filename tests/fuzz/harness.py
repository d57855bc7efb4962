"""Lets atheris look for bytes that break a target: ``python -m tests.fuzz.harness TARGET ...``.

Options and folders of inputs are libFuzzer's.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["gen_plugin_runtime", "sample_1_plugin"]):
    from tests.fuzz.targets import TARGETS


def main() -> None:
    target = TARGETS[sys.argv.pop(1)]
    with atheris.instrument_imports(include=["gen_plugin_runtime", "sample_1_plugin"]):
        target(b"")  # imports what it needs later on
    atheris.Setup(sys.argv, lambda data: target(data) and None)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
