"""Groups, notes, causes and tracebacks."""

from __future__ import annotations

import traceback

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exceptions.likeness import assert_alike
from tests.exceptions.raiser import METHOD, Connected

from gen_plugin_runtime.errors import DecodeError, EncodeError, PluginError, RemoteTraceback

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def _with_notes(error: Exception, notes: list[str]) -> Exception:
    for note in notes:
        error.add_note(note)
    return error


members = st.builds(
    lambda kind, text, notes: _with_notes(kind(text), notes),
    st.sampled_from([ValueError, KeyError, OSError, RuntimeError]),
    texts,
    st.lists(texts, max_size=2),
)
groups = st.recursive(
    members,
    lambda inner: st.builds(
        lambda text, held, notes: _with_notes(ExceptionGroup(text, held), notes),
        texts,
        st.lists(inner, min_size=1, max_size=4),
        st.lists(texts, max_size=2),
    ),
    max_leaves=12,
)


@settings(max_examples=50)
@given(groups)
def test_groups_keep_their_structure(connected: Connected, raised: Exception) -> None:
    assert_alike(connected.crossing(raised), raised)


def test_a_group_is_caught_by_parts(connected: Connected) -> None:
    raised = ExceptionGroup("two", [KeyError("a"), ExceptionGroup("in", [OSError(2, "no")])])
    caught: list[BaseException] = []
    try:
        raise connected.crossing(raised)
    except* KeyError as group:
        caught += group.exceptions
    except* FileNotFoundError as group:
        caught += group.exceptions
    assert [type(each) for each in caught] == [KeyError, ExceptionGroup]


def test_what_is_unknown_in_a_group_is_told_there(connected: Connected) -> None:
    class OwnError(Exception):
        pass

    found = connected.crossing(BaseExceptionGroup("all", [OwnError("own"), SystemExit(3)]))
    assert type(found) is ExceptionGroup
    assert [(type(each), str(each)) for each in found.exceptions] == [
        (PluginError, f"{__name__}.{OwnError.__qualname__}: own"),
        (PluginError, "SystemExit: 3"),
    ]


def test_a_group_of_many_is_cut(connected: Connected) -> None:
    found = connected.crossing(ExceptionGroup("many", [ValueError(n) for n in range(100_000)]))
    assert type(found) is ExceptionGroup
    count = len(found.exceptions)
    assert count >= 16
    assert found.__notes__ == [f"and {100_000 - count} more exceptions"]


def test_a_group_that_is_too_deep_is_told(connected: Connected) -> None:
    raised: Exception = ValueError("innermost")
    for _ in range(100):
        raised = ExceptionGroup("deeper", [raised])
    found: BaseException = connected.crossing(raised)
    while isinstance(found, ExceptionGroup):
        (found,) = found.exceptions
    assert isinstance(found, PluginError)
    assert found.type_name == "ExceptionGroup"


def _fail() -> None:
    secret = "in the source, not in the value"  # noqa: F841 - shown by the traceback
    try:
        int("x")
    except ValueError as error:
        raise KeyError("missing") from error


@pytest.fixture
def failed() -> KeyError:
    try:
        _fail()
    except KeyError as error:
        return error
    raise AssertionError


@pytest.fixture(scope="module")
def telling() -> Iterator[Connected]:
    with Connected(send_tracebacks=True) as telling:
        yield telling


def test_the_traceback_is_shown_with_its_causes(telling: Connected, failed: KeyError) -> None:
    found = telling.crossing(failed)
    assert_alike(found, failed)
    cause = found.__cause__
    assert isinstance(cause, RemoteTraceback)
    assert cause.method == METHOD
    assert "in _fail" in cause.text
    assert "ValueError: invalid literal" in cause.text
    assert cause.text.endswith("KeyError: 'missing'")
    assert "answering.py" not in cause.text
    shown = "".join(traceback.format_exception(found))
    assert f"RemoteTraceback: raised on the other side, in {METHOD}:" in shown
    assert "invalid literal" in shown


def test_the_traceback_stays_at_home_otherwise(connected: Connected, failed: KeyError) -> None:
    shown = "".join(traceback.format_exception(connected.crossing(failed)))
    assert "_fail" not in shown
    assert "invalid literal" not in shown


def test_an_unknown_exception_has_the_traceback_too(telling: Connected) -> None:
    class OwnError(Exception):
        pass

    found = telling.crossing(OwnError("x"))
    assert isinstance(found, PluginError)
    assert isinstance(found.__cause__, RemoteTraceback)


def test_of_a_long_traceback_the_end_is_sent(telling: Connected) -> None:
    with pytest.raises(KeyError) as caught:
        _chain()
    found = telling.crossing(caught.value)
    assert isinstance(found.__cause__, RemoteTraceback)
    assert len(found.__cause__.text) < 64 * 1024
    assert found.__cause__.text.endswith("KeyError: 'missing'")


def _chain() -> None:
    """Fail for a cause that has a cause, and so on."""
    try:
        _fail()
    except KeyError as found:
        cause: BaseException = found
        for number in range(2000):
            cause.__cause__ = ValueError(f"cause {number}")
            cause = cause.__cause__
        raise


@pytest.mark.parametrize("kind", [EncodeError, DecodeError])
def test_what_does_not_fit_its_type_is_said_to_be_theirs(
    connected: Connected, kind: type[EncodeError | DecodeError]
) -> None:
    found = connected.crossing(kind("9e99 does not fit int64", "greet() -> result.age"))
    assert isinstance(found, kind)
    assert found.remote
    assert (found.reason, found.path) == ("9e99 does not fit int64", "greet() -> result.age")
    assert str(found) == "on the other side: greet() -> result.age: 9e99 does not fit int64"


def test_an_exception_goes_on_over_several_connections(connected: Connected) -> None:
    class OwnError(Exception):
        pass

    raised = OwnError("x")
    raised.add_note("first")
    once = connected.crossing(raised)
    once.add_note("second")
    twice = connected.crossing(once)
    assert isinstance(twice, PluginError)
    assert twice.type_name == f"{__name__}.{OwnError.__qualname__}"
    assert twice.__notes__ == ["first", "second"]
    builtin = connected.crossing(connected.crossing(KeyError("x")))
    assert_alike(builtin, KeyError("x"))


def test_chosen_details_arrive(connected: Connected) -> None:
    details = (("google.rpc.QuotaFailure", b"\x0a\x00"),)
    found = connected.crossing(PluginError("", "too much", status=8, details=details))
    assert isinstance(found, PluginError)
    assert (found.type_name, found.message, found.status) == ("", "too much", 8)
    assert found.details == details
