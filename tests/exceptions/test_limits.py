"""Whatever is raised fits into the peer's header list; whatever is sent is borne."""

from __future__ import annotations

import traceback

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exceptions.raiser import METHOD

from gen_plugin_runtime.errors import CallError, PluginError
from gen_plugin_runtime.exceptions.details import RAISED, encode_status
from gen_plugin_runtime.exceptions.rebuilt import raise_what_was_raised
from gen_plugin_runtime.grpc.call_errors import to_error
from gen_plugin_runtime.grpc.failing import of_exception
from gen_plugin_runtime.grpc.failure import Failure
from gen_plugin_runtime.grpc.response_blocks import _status_fields
from gen_plugin_runtime.known import NO_MORE
from gen_plugin_runtime.peer import UNKNOWN_PEER
from gen_plugin_runtime.protobuf.wire import length_delimited_field, varint_field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def rebuilt(failure: Failure) -> BaseException:
    try:
        raise_what_was_raised(to_error(failure, "/shop/Buy", UNKNOWN_PEER), METHOD, NO_MORE)
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is what was asked for
        return error


LONG = "ä%\n" * 100_000
SOME = LONG[:1000]
LARGE: list[BaseException] = [
    ValueError(LONG),
    ValueError(*([LONG] * 10)),
    ValueError(*range(100_000)),
    ValueError(list(range(100_000))),
    ValueError([[0] * 1000] * 1000),
    ValueError(10**5000, 1 << 100_000),
    ValueError(b"x" * 1_000_000),
    UnicodeDecodeError("utf-8", b"\xff" * 1_000_000, 0, 1, "invalid start byte"),
    OSError(2, LONG, LONG),
    ExceptionGroup(LONG, [ExceptionGroup(SOME, [ValueError(SOME)] * 50)] * 50),
    type("Own" * 10_000, (Exception,), {})("x"),
    PluginError(LONG, LONG),
    PluginError("", "x", details=[("google.rpc.Help", b"x" * 100_000)]),
]


@pytest.mark.parametrize("room", [None, 200, 1000, 8 * 1024, 64 * 1024, 2**32 - 1])
@pytest.mark.parametrize("error", LARGE, ids=lambda error: type(error).__name__[:20])
def test_a_failure_fits(error: BaseException, room: int | None) -> None:
    failure = of_exception(error, NO_MORE, room, send_traceback=True)
    fields = _status_fields(failure, (), room)
    size = sum(len(name) + len(value) + 32 for name, value in fields)
    assert size <= max(300, min(room or 8 * 1024, 64 * 1024))
    found = rebuilt(failure)
    assert isinstance(found, PluginError | type(error) | UnicodeError)


def test_a_list_that_holds_itself_ends() -> None:
    cycle: list[object] = []
    cycle += [cycle, cycle, {"self": cycle}]
    assert type(rebuilt(of_exception(ValueError(cycle)))) is ValueError


def test_what_is_too_long_for_its_class_becomes_the_next_one() -> None:
    raised = UnicodeDecodeError("utf-8", b"\xff" * 1_000_000, 0, 1, "invalid start byte")
    found = rebuilt(of_exception(raised))
    assert type(found) is UnicodeError
    assert "invalid start byte" in str(found)


def _text(number: int, text: str) -> bytes:
    return length_delimited_field(number, text.encode())


# Bytes that are nearly right: messages of the right fields, with anything in them.
scraps = st.recursive(
    st.one_of(
        st.binary(max_size=12),
        st.builds(_text, st.integers(1, 13), st.text(st.characters(codec="utf-8"), max_size=8)),
        st.builds(varint_field, st.integers(1, 13), st.integers(0, 2**64 - 1)),
        st.sampled_from([_text(1, "OSError"), _text(1, "UnicodeDecodeError"), varint_field(3, 1)]),
        st.sampled_from([_text(1, "gen_plugin_runtime.errors.EncodeError"), varint_field(3, 2)]),
    ),
    lambda inner: st.one_of(
        st.builds(length_delimited_field, st.integers(1, 13), inner),
        st.lists(inner, max_size=8).map(b"".join),
    ),
    max_leaves=30,
)


@settings(max_examples=200)
@given(st.integers(1, 20), scraps | st.binary(max_size=200), st.booleans())
def test_hostile_details_raise_what_is_expected(code: int, data: bytes, wrap: bool) -> None:
    details = encode_status(code, "text", [(RAISED, data)]) if wrap else data
    found = rebuilt(Failure(code, "text", details))
    assert isinstance(found, Exception)
    assert not isinstance(found, StopIteration)
    str(found)
    repr(found)
    if not isinstance(found, CallError):
        assert type(found).__module__ in ("builtins", "gen_plugin_runtime.errors")


def _nested(numbers: tuple[int, ...], depth: int, innermost: bytes) -> bytes:
    for _ in range(depth):
        for number in numbers:
            innermost = length_delimited_field(number, innermost)
    return innermost


ARGS, ATTRIBUTES, EXCEPTIONS = 4, 5, 7
KEY_ERROR = _text(1, "KeyError") + varint_field(3, 1)


@pytest.mark.parametrize(
    "raised",
    [
        _nested((EXCEPTIONS,), 5000, KEY_ERROR),
        KEY_ERROR + length_delimited_field(ARGS, _nested((1, 10), 1500, b"")),
        KEY_ERROR + length_delimited_field(ARGS, b"") * 20_000,
        length_delimited_field(EXCEPTIONS, b"") * 20_000,
        KEY_ERROR + length_delimited_field(ARGS, length_delimited_field(4, b"\x7f" * 60_000)),
        KEY_ERROR
        + length_delimited_field(
            ARGS, length_delimited_field(11, length_delimited_field(1, b"\x52\x00") * 2)
        ),
    ],
    ids=["groups", "lists", "arguments", "members", "integer", "keys"],
)
def test_what_nobody_sends_is_not_read(raised: bytes) -> None:
    found = rebuilt(Failure(5, "text", encode_status(5, "text", [(RAISED, raised)])))
    assert type(found) is PluginError
    assert (found.type_name, found.message) == ("", "text")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("os.system", PluginError),
        ("eval", PluginError),
        ("SystemExit", PluginError),
        ("StopIteration", PluginError),
        ("gen_plugin_runtime.errors.ConfigError", PluginError),
    ],
)
def test_only_what_stands_in_the_table_is_made(name: str, kind: type) -> None:
    for origin in range(5):
        raised = _text(1, name) + varint_field(3, origin)
        found = rebuilt(Failure(2, "text", encode_status(2, "text", [(RAISED, raised)])))
        assert type(found) is kind


@pytest.mark.parametrize(("start", "end"), [(-1, 0), (5, 6), (2, 1), (2**62, 2**62 + 1)])
def test_positions_out_of_range_are_not_trusted(start: int, end: int) -> None:
    args = [
        *(_text(6, "utf-8"), length_delimited_field(8, b"ab")),
        *(varint_field(3, start), varint_field(3, end), _text(6, "why")),
    ]
    encoded = b"".join(length_delimited_field(ARGS, each) for each in args)
    raised = _text(1, "UnicodeDecodeError") + _text(2, "text") + varint_field(3, 1) + encoded
    found = rebuilt(Failure(2, "text", encode_status(2, "text", [(RAISED, raised)])))
    assert type(found) is UnicodeError
    assert str(found) == "text"


@pytest.mark.parametrize(
    "place",
    [
        ("f", 1, 2, 5),
        ("f", 1, "y", "text"),
        (["f"], 1, 2, "text"),
        ("f", 1, 1, "text", 1, 1 << 40),
        ("f", 1, 1 << 100, "text", 1, 3),
        ("f", 1, 2, "text", [], {}),
    ],
)
def test_a_syntax_error_that_cannot_be_shown_is_not_made(place: Any) -> None:
    """`traceback` would fail, or fill the memory with marks."""
    found = rebuilt(of_exception(SyntaxError("bad", place)))
    assert type(found) is Exception
    assert "bad" in "".join(traceback.format_exception(found))


def test_no_other_attributes_are_set() -> None:
    def attribute(name: str) -> bytes:
        value = length_delimited_field(2, _text(6, "os"))
        return length_delimited_field(ATTRIBUTES, _text(1, name) + value)

    raised = _text(1, "ImportError") + varint_field(3, 1)
    raised += attribute("name") + attribute("name_from") + attribute("__cause__")
    found = rebuilt(Failure(2, "text", encode_status(2, "text", [(RAISED, raised)])))
    assert isinstance(found, ImportError)
    assert found.name == "os"
    assert getattr(found, "name_from", None) is None
