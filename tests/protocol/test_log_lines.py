"""A plugin's standard error as records, by the table that a Go host's behaviour gave."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen_plugin_runtime.protocol.hclog import LEVELS, format_record
from gen_plugin_runtime.protocol.log_lines import LineSplitter, LogReader, LogRecord
from gen_plugin_runtime.protocol.log_text import format_text

STAMP = '"@timestamp":"2024-02-03T04:05:06.007008Z"'


def read(line: str) -> LogRecord:
    return LogReader().read(line)


def test_hclogs_json_gives_level_message_and_fields() -> None:
    line = '{"@level":"warn","@message":"m","@module":"a.b",' + STAMP + ',"k":1,"s":"x y"}'
    assert read(line) == LogRecord(
        "warn", "m", "a.b", "2024-02-03T04:05:06.007008Z", {"k": 1, "s": "x y"}
    )


@pytest.mark.parametrize("level", ["INFO", " info ", "Info"])
def test_level_names_are_read_leniently(level: str) -> None:
    assert read(json.dumps({"@level": level, "@message": "m"})).level == "info"


@pytest.mark.parametrize(
    "line",
    [
        '{"@level":"warning","@message":"m",' + STAMP + "}",
        '{"@level":"off","@message":"m"}',
        '{"@message":"no level"}',
        '{"@level":1,"@message":"m"}',
        '{"@level":"info","@message":["m"]}',
        '{"@level":"info","@message":"m","@timestamp":12}',
        '{"@level":"info"} and more',
        '{"@level":"info"',
        "null",
        "[1]",
        '["HELLO"]',
        "12345",
        '{"a":1}',
        "2024/01/01 [WARN] x",
        "plain",
        "",
    ],
)
def test_everything_else_is_logged_verbatim_at_debug(line: str) -> None:
    assert read(line) == LogRecord("debug", line)


@pytest.mark.parametrize("level", LEVELS)
def test_a_bracketed_prefix_is_a_level_and_stays(level: str) -> None:
    line = f"[{level.upper()}] plain"
    assert read(line) == LogRecord(level, line)


@pytest.mark.parametrize("line", ["[ERR] x", "  [ERROR] blank first"])
def test_prefixes_that_go_does_not_know(line: str) -> None:
    assert read(line).level == "error"


@pytest.mark.parametrize("first", ["panic: x", "fatal error: all goroutines are asleep"])
def test_a_panic_colours_the_plain_lines_after_it(first: str) -> None:
    reader = LogReader()
    lines = [first, "goroutine 1 [running]:", "[INFO] still info", '{"@level":"warn"}', "main.go"]
    assert [reader.read(line).level for line in lines] == [
        "error",
        "error",
        "info",
        "warn",
        "error",
    ]


def test_a_traceback_is_an_error_down_to_the_exceptions_own_line() -> None:
    reader = LogReader()
    lines = [
        "before",
        "Traceback (most recent call last):",
        '  File "main.py", line 1, in <module>',
        "    1 / 0",
        "ZeroDivisionError: division by zero",
        "after",
    ]
    levels = [reader.read(line).level for line in lines]
    assert levels == ["debug", "error", "error", "error", "error", "debug"]


@given(st.text())
def test_any_line_has_a_level(line: str) -> None:
    assert read(line).level in LEVELS


@given(
    st.sampled_from(LEVELS),
    st.text(),
    st.dictionaries(st.text(), st.integers(-(1 << 63), (1 << 63) - 1)),
)
def test_what_our_logger_writes_our_reader_reads(
    level: str, message: str, fields: dict[str, object]
) -> None:
    fields = {key: value for key, value in fields.items() if not key.startswith("@")}
    record = read(format_record(level, message, 0.0, "name", fields).decode().rstrip("\n"))
    assert (record.level, record.message, record.module) == (level, message, "name")
    assert record.fields == fields


def test_a_long_line_comes_in_pieces() -> None:
    splitter = LineSplitter(64)
    pieces = splitter.feed(b"x" * 89 + b"\nshort\n")
    assert pieces == [(b"x" * 64, False), (b"x" * 25, False), (b"short", True)]


def test_a_last_line_without_newline_is_a_line() -> None:
    splitter = LineSplitter(64)
    assert splitter.feed(b"one\r\ntwo") == [(b"one", True)]
    assert splitter.end() == [(b"two", True)]
    assert splitter.end() == []


@given(st.binary(), st.lists(st.integers(0, 200)), st.integers(1, 64))
def test_nothing_is_lost_however_the_bytes_arrive(data: bytes, cuts: list[int], limit: int) -> None:
    data = data.replace(b"\r", b"")
    splitter = LineSplitter(limit)
    bounds = [0, *sorted(cuts), len(data)]
    pieces = []
    for start, stop in pairwise(bounds):
        pieces += splitter.feed(data[start:stop])
    pieces += splitter.end()
    assert b"".join(piece for piece, _ in pieces) == data.replace(b"\n", b"")
    assert all(len(piece) <= limit for piece, _ in pieces)
    whole = [line for line in data.split(b"\n")[:-1] if len(line) <= limit]
    assert [piece for piece, is_whole in pieces if is_whole][: len(whole)] == whole


@pytest.mark.parametrize(
    ("record", "text"),
    [
        (LogRecord("info", "m"), "m"),
        (LogRecord("info", "m", "a.b"), "a.b: m"),
        (LogRecord("info", "m", "", "", {"k": "v", "i": 1}), "m: k=v i=1"),
        (LogRecord("info", "m", "", "", {"s": "two words", "e": ""}), 'm: s="two words" e=""'),
        (LogRecord("error", "m", "", "", {"stacktrace": "f1\n\tfile:1\n"}), "m\nf1\n\tfile:1"),
    ],
)
def test_fields_are_shown_behind_the_message(record: LogRecord, text: str) -> None:
    assert format_text(record) == text
