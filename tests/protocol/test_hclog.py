"""Log records as lines of JSON, against lines that go-hclog wrote."""

from __future__ import annotations

import json
import time
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gen_plugin_runtime.protocol.hclog import LEVELS, format_record, format_timestamp

if TYPE_CHECKING:
    from collections.abc import Iterator

MOMENT = 1706933106.007008  # 2024-02-03T04:05:06.007008Z

HCLOG_LINES = [
    (
        ("info", "hello", "", {}),
        '{"@level":"info","@message":"hello","@timestamp":"2024-02-03T04:05:06.007008Z"}',
    ),
    (
        ("trace", "t", "a.b", {}),
        (
            '{"@level":"trace","@message":"t","@module":"a.b",'
            '"@timestamp":"2024-02-03T04:05:06.007008Z"}'
        ),
    ),
    (
        ("info", "kv", "", {"s": "x y", "i": 12, "f": 1.5, "b": True, "n": None}),
        (
            '{"@level":"info","@message":"kv","@timestamp":"2024-02-03T04:05:06.007008Z",'
            '"b":true,"f":1.5,"i":12,"n":null,"s":"x y"}'
        ),
    ),
    (
        ("error", "failed", "", {"error": ValueError('boom: "q"')}),
        (
            '{"@level":"error","@message":"failed","@timestamp":"2024-02-03T04:05:06.007008Z",'
            '"error":"boom: \\"q\\""}'
        ),
    ),
    (
        ("info", "deep", "", {"list": ["a", "b"], "map": {"z": 1, "a": 2}}),
        (
            '{"@level":"info","@message":"deep","@timestamp":"2024-02-03T04:05:06.007008Z",'
            '"list":["a","b"],"map":{"a":2,"z":1}}'
        ),
    ),
    (
        ("info", "<a&b>", "", {"k": "<>"}),
        (
            '{"@level":"info","@message":"\\u003ca\\u0026b\\u003e",'
            '"@timestamp":"2024-02-03T04:05:06.007008Z","k":"\\u003c\\u003e"}'
        ),
    ),
    (
        ("info", "two\nlines", "", {"k": "v1\nv2"}),
        (
            '{"@level":"info","@message":"two\\nlines",'
            '"@timestamp":"2024-02-03T04:05:06.007008Z","k":"v1\\nv2"}'
        ),
    ),
    (
        ("info", "hé 世", "", {"k": "é\u2028"}),
        (
            '{"@level":"info","@message":"hé 世","@timestamp":"2024-02-03T04:05:06.007008Z",'
            '"k":"é\\u2028"}'
        ),
    ),
    (
        ("info", "b", "", {"k": b"\x01\x02"}),
        '{"@level":"info","@message":"b","@timestamp":"2024-02-03T04:05:06.007008Z","k":"AQI="}',
    ),
    (
        ("info", "m", "", {"k": 1, "stacktrace": "f1\n\tfile:1"}),
        (
            '{"@level":"info","@message":"m","@timestamp":"2024-02-03T04:05:06.007008Z",'
            '"k":1,"stacktrace":"f1\\n\\tfile:1"}'
        ),
    ),
    (
        ("info", "x", "m", {"@level": "zzz", "@message": "other"}),
        (
            '{"@level":"zzz","@message":"other","@module":"m",'
            '"@timestamp":"2024-02-03T04:05:06.007008Z"}'
        ),
    ),
]


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[None]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("zone", ["UTC"], indirect=True)
@pytest.mark.parametrize(("record", "line"), HCLOG_LINES, ids=lambda value: value[1][:12])
@pytest.mark.usefixtures("zone")
def test_lines_are_those_of_go_hclog(
    record: tuple[str, str, str, dict[str, object]], line: str
) -> None:
    level, message, module, fields = record
    assert format_record(level, message, MOMENT, module, fields) == f"{line}\n".encode()


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("UTC", "2024-02-03T04:05:06.007008Z"),
        ("EET-2", "2024-02-03T06:05:06.007008+02:00"),
        ("NST3:30", "2024-02-03T00:35:06.007008-03:30"),
    ],
    indirect=["zone"],
)
@pytest.mark.usefixtures("zone")
def test_the_timestamp_is_in_the_writers_zone(text: str) -> None:
    assert format_timestamp(MOMENT) == text


@given(st.integers(0, 4_000_000_000), st.integers(0, 999_999))
def test_the_timestamp_always_has_six_digits_and_says_when(seconds: int, micros: int) -> None:
    text = format_timestamp(seconds + micros / 1_000_000)
    assert text.partition(".")[2][:6].isdigit()
    read = datetime.fromisoformat(text).timestamp()
    assert abs(read - (seconds + micros / 1_000_000)) < 2e-6


class Silent:
    def __str__(self) -> str:
        raise RuntimeError("no text")


values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(st.characters()),
        st.binary(),
        st.builds(Silent),
        st.builds(ValueError, st.text()),
    ),
    lambda inner: st.one_of(
        st.lists(inner), st.dictionaries(st.one_of(st.text(), st.integers()), inner)
    ),
)


@given(
    st.sampled_from(LEVELS),
    st.text(st.characters()),
    st.dictionaries(st.one_of(st.text(), st.sampled_from(["@level", "@timestamp"])), values),
)
@example("info", "\ud800", {"nan": float("nan"), "huge": 10**5000, "bad": Silent()})
def test_no_value_loses_a_line_or_endangers_the_host(
    level: str, message: str, fields: dict[str, object]
) -> None:
    line = format_record(level, message, MOMENT, "", fields)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1

    def no_constant(text: str) -> object:
        raise AssertionError(f"{text} is not JSON")

    record = json.loads(line, parse_constant=no_constant)
    assert all(isinstance(record[key], str) for key in ("@level", "@message", "@timestamp"))
    assert record.keys() >= fields.keys() - {"@level"}


def test_a_value_that_contains_itself_ends() -> None:
    loop: list[object] = []
    loop.append(loop)
    assert json.loads(format_record("info", "loop", MOMENT, "", {"loop": loop}))["loop"]
