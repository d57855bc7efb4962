"""What every test relies on."""

from __future__ import annotations

import os
import shutil
import signal

import pytest
from hypothesis import settings

# The gate judges the change, not the dice; at a desk every run looks at other examples.
settings.register_profile("gate", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("desk", deadline=None, print_blob=True)
settings.load_profile("gate" if os.environ.get("CI") else "desk")

# Who starts the tests in the background may have them ignore Ctrl-C, and all that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The switch that `make golden` uses."""
    parser.addoption(
        "--write-golden", action="store_true", help="write the golden cases' expected output anew"
    )


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What environment variables steer is the same wherever the tests run."""
    for name in list(os.environ):
        if name.startswith(("PLUGIN_", "GEN_PLUGIN_", "GITHUB_WORKSPACE", "FORCE_COLOR")):
            monkeypatch.delenv(name)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests marked `go` skip without a Go toolchain; with REQUIRE_GO=1 they fail without it."""
    if item.get_closest_marker("go") is None or shutil.which("go") is not None:
        return
    reason = "the Go toolchain is not on PATH"
    if os.environ.get("REQUIRE_GO") == "1":
        pytest.fail(f"REQUIRE_GO=1, but {reason}")
    pytest.skip(reason)
