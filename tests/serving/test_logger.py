"""The plugin's logger, and `logging` joined to it."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from gen_plugin_runtime import ConfigError, get_logger
from gen_plugin_runtime.logging_bridge import HclogHandler, level_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Records = Callable[[], list[dict[str, object]]]


@pytest.fixture
def records(capfd: pytest.CaptureFixture[str]) -> Records:
    """What was written to descriptor 2 since the last look."""
    return lambda: [json.loads(line) for line in capfd.readouterr().err.splitlines()]


def test_every_level_is_written(records: Records) -> None:
    logger = get_logger("shop")
    for write in (logger.trace, logger.debug, logger.info, logger.warn, logger.error):
        write("hello", user=1)
    written = records()
    assert [record["@level"] for record in written] == ["trace", "debug", "info", "warn", "error"]
    for record in written:
        assert (record["@message"], record["@module"], record["user"]) == ("hello", "shop", 1)


def test_lower_levels_are_left_out(records: Records) -> None:
    logger = get_logger(level="warn")
    logger.info("no")
    logger.warning("yes")
    [record] = records()
    assert record["@message"] == "yes"
    assert "@module" not in record


def test_a_level_that_does_not_exist() -> None:
    with pytest.raises(ConfigError, match="choose one of trace, debug, info, warn, error"):
        get_logger(level="verbose")


def test_sub_loggers_join_names_and_fields(records: Records) -> None:
    logger = get_logger("shop").with_(request=7).named("cart").with_(item="tea")
    logger.info("added", item="milk", message="a field may have any name")
    [record] = records()
    assert record["@module"] == "shop.cart"
    assert (record["request"], record["item"]) == (7, "milk")
    assert record["message"] == "a field may have any name"


def test_an_exception_is_one_line(records: Records) -> None:
    try:
        int("missing")
    except ValueError:
        get_logger().exception("failed", step=3)
    [record] = records()
    assert record["@level"] == "error"
    assert str(record["error"]).startswith("ValueError: invalid literal")
    assert record["step"] == 3
    assert str(record["stacktrace"]).startswith("Traceback (most recent call last):\n")


def test_without_an_exception_it_is_an_error(records: Records) -> None:
    get_logger().exception("failed")
    [record] = records()
    assert "stacktrace" not in record


def test_nobody_reading_is_no_error() -> None:
    source = (
        "import os, sys\nfrom gen_plugin_runtime import get_logger\n"
        "sys.stdin.read()\nget_logger().info('anyone?')\nprint('fine')"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", source],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    process.stderr.close()
    process.stderr = None
    assert process.communicate()[0] == b"fine\n"


@pytest.fixture
def joined() -> Iterator[logging.Logger]:
    """A logger of the standard library that writes to the host's log."""
    logger = logging.getLogger("joined")
    handler = HclogHandler()
    logger.addHandler(handler)
    logger.propagate = False
    logger.setLevel(1)
    yield logger
    logger.removeHandler(handler)


def test_records_of_logging_become_hclogs(joined: logging.Logger, records: Records) -> None:
    joined.warning("only %d left", 3, extra={"item": "tea"})
    [record] = records()
    assert (record["@level"], record["@message"]) == ("warn", "only 3 left")
    assert (record["@module"], record["item"]) == ("joined", "tea")
    assert set(record) == {"@level", "@message", "@module", "@timestamp", "item"}


def test_exceptions_of_logging_get_a_stacktrace(joined: logging.Logger, records: Records) -> None:
    try:
        1 / 0  # noqa: B018 - its failure is the point
    except ZeroDivisionError:
        joined.exception("failed")
    [record] = records()
    assert (record["@message"], record["error"]) == (
        "failed",
        "ZeroDivisionError: division by zero",
    )
    assert "test_logger.py" in str(record["stacktrace"])


def test_a_formatter_is_respected(joined: logging.Logger, records: Records) -> None:
    joined.handlers[0].setFormatter(logging.Formatter("<%(message)s>"))
    joined.info("x")
    [record] = records()
    assert record["@message"] == "<x>"


@pytest.mark.parametrize(
    ("level", "name"),
    [(5, "trace"), (10, "debug"), (20, "info"), (25, "info"), (30, "warn"), (50, "error")],
)
def test_levels_of_logging_have_names_in_hclog(level: int, name: str) -> None:
    assert level_name(level) == name
