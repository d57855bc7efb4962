"""Python's own exceptions arrive as themselves."""

from __future__ import annotations

import asyncio
import builtins
import concurrent.futures
import errno
import json
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exceptions.likeness import assert_alike
from tests.exceptions.raiser import METHOD, Connected

from gen_plugin_runtime.errors import CallCancelled, CallError, PluginError, RemoteTraceback
from gen_plugin_runtime.exceptions.builtin import BUILTINS, attributes_of
from gen_plugin_runtime.grpc.failing import of_exception
from gen_plugin_runtime.grpc.status import StatusCode

STEERING = {StopIteration, StopAsyncIteration}
GROUPS = {ExceptionGroup}
ARGUMENTS_OF_THEIR_OWN = {UnicodeDecodeError, UnicodeEncodeError, UnicodeTranslateError}
DIFFERENT = {"PythonFinalizationError"}  # not in every version


def test_every_exception_of_python_is_decided_on() -> None:
    kinds = {
        each
        for each in vars(builtins).values()
        if isinstance(each, type) and issubclass(each, Exception) and each.__name__ not in DIFFERENT
    }
    assert set(BUILTINS.values()) == kinds - STEERING - GROUPS


texts = st.text(max_size=30)  # lone surrogates, too: they are what a UnicodeEncodeError is about
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(10**300), 10**300),
    st.floats(),
    texts,
    st.text(st.characters(categories=["Cs"]), max_size=4),
    st.binary(max_size=30),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(scalars.filter(lambda key: key == key), inner, max_size=4),
    ),
    max_leaves=10,
)
positions = st.integers(0, 30)


def _os_error(kind: type[OSError]) -> st.SearchStrategy[OSError]:
    names = st.none() | texts | st.binary(max_size=20) | st.integers(0, 9)
    number = st.integers(1, 200)
    return st.one_of(
        st.builds(kind, texts),
        st.builds(kind, number, texts),
        st.builds(lambda *args: kind(*args[:3], None, args[3]), number, texts, names, names),
    )


def _named(kind: type[ImportError | AttributeError | NameError]) -> st.SearchStrategy[Exception]:
    def make(text: str, name: str | None, path: str | None) -> Exception:
        more = {"path": path} if issubclass(kind, ImportError) else {}
        return kind(text, name=name, **more)

    return st.builds(make, texts, st.none() | texts, st.none() | texts)


def _syntax_error(kind: type[SyntaxError]) -> st.SearchStrategy[SyntaxError]:
    place = st.tuples(st.none() | texts, positions, positions, st.none() | texts)
    return st.builds(kind, texts, place)


def _unicode_error(data: st.DataObject, kind: type[UnicodeError]) -> UnicodeError:
    source = st.binary(max_size=30) if kind is UnicodeDecodeError else texts
    value = data.draw(source)
    start = data.draw(st.integers(0, len(value)))
    end = data.draw(st.integers(start, len(value)))
    encoding = () if kind is UnicodeTranslateError else ("utf-8",)
    return kind(*encoding, value, start, end, data.draw(texts))


def _exceptions(kind: type[Exception]) -> st.SearchStrategy[Exception]:
    plain = st.lists(values, max_size=3).map(lambda args: kind(*args))
    if issubclass(kind, OSError):
        return _os_error(kind)
    if issubclass(kind, SyntaxError):
        return st.one_of(st.builds(kind, texts), _syntax_error(kind))
    if issubclass(kind, ImportError | AttributeError | NameError):
        return st.one_of(plain, _named(kind))
    return plain


@pytest.mark.parametrize("kind", BUILTINS.values(), ids=BUILTINS)
@settings(max_examples=12)  # of each kind
@given(data=st.data())
def test_out_and_back(connected: Connected, kind: type[Exception], data: st.DataObject) -> None:
    if kind in ARGUMENTS_OF_THEIR_OWN and issubclass(kind, UnicodeError):
        raised: Exception = _unicode_error(data, kind)
    else:
        raised = data.draw(_exceptions(kind))
    for note in data.draw(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=2)):
        raised.add_note(note)
    found = connected.crossing(raised)
    assert_alike(found, raised)
    cause = found.__cause__
    assert isinstance(cause, RemoteTraceback)
    assert (cause.method, cause.text) == (METHOD, "")


def _raised_by(action: str) -> Exception:
    try:
        exec(action, {"os": os, "json": json, "errno": errno})
    except Exception as error:  # noqa: BLE001 - whatever Python raises
        return error
    raise AssertionError(f"{action} raises nothing")


@pytest.mark.parametrize(
    ("action", "status"),
    [
        ("{}['missing']", StatusCode.NOT_FOUND),
        ("[][3]", StatusCode.OUT_OF_RANGE),
        ("int('x')", StatusCode.INVALID_ARGUMENT),
        ("open('/nonexistent/file')", StatusCode.NOT_FOUND),
        ("os.rename('/nonexistent/a', '/nonexistent/b')", StatusCode.NOT_FOUND),
        ("os.mkdir('/')", StatusCode.ALREADY_EXISTS),
        ("os.listdir('/dev/null')", StatusCode.UNKNOWN),
        ("raise PermissionError(errno.EACCES, 'no', 'safe')", StatusCode.PERMISSION_DENIED),
        ("raise TimeoutError('late')", StatusCode.DEADLINE_EXCEEDED),
        ("raise NotImplementedError", StatusCode.UNIMPLEMENTED),
        ("raise ConnectionResetError(errno.ECONNRESET, 'gone')", StatusCode.UNAVAILABLE),
        ("raise MemoryError", StatusCode.RESOURCE_EXHAUSTED),
        ("1 / 0", StatusCode.UNKNOWN),
        ("1e300 ** 2", StatusCode.OUT_OF_RANGE),
        ("assert False, 'never'", StatusCode.UNKNOWN),
        ("b'\\xff'.decode()", StatusCode.INVALID_ARGUMENT),
        ("'\\ud800'.encode()", StatusCode.INVALID_ARGUMENT),
        ("import nonexistent_module", StatusCode.UNKNOWN),
        ("undefined", StatusCode.UNKNOWN),
        ("compile('1 +', 'some.py', 'exec')", StatusCode.UNKNOWN),
        ("None.attribute", StatusCode.UNKNOWN),
        ("raise BlockingIOError(errno.EAGAIN, 'later', 17)", StatusCode.UNKNOWN),
    ],
)
def test_what_python_itself_raises(connected: Connected, action: str, status: StatusCode) -> None:
    raised = _raised_by(action)
    found = connected.crossing(raised)
    assert_alike(found, raised)
    context = found.__context__
    assert isinstance(context, CallError)  # what the wire said, for those who want to know
    assert context.status == status == of_exception(raised).code


@pytest.mark.parametrize(
    "raised",
    [
        StopIteration(3),
        StopAsyncIteration(),
        GeneratorExit(),
        KeyboardInterrupt(),
        SystemExit(3),
        json.JSONDecodeError("no", "{", 1),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_steers_a_program_and_what_is_unknown_is_told(
    connected: Connected, raised: BaseException
) -> None:
    raised.add_note("a note")
    found = connected.crossing(raised)
    assert isinstance(found, PluginError)
    assert found.type_name.rpartition(".")[2] == type(raised).__name__
    assert found.message == str(raised)
    assert found.__notes__ == ["a note"]


def test_a_stop_of_iteration_does_not_end_a_stream_in_silence(connected: Connected) -> None:
    with pytest.raises(PluginError, match="StopIteration"):
        connected.collected(StopIteration())


def test_a_class_of_the_same_name_is_another_one(connected: Connected) -> None:
    other = type("KeyError", (Exception,), {"__module__": "__main__"})
    found = connected.crossing(other("x"))
    assert isinstance(found, PluginError)
    assert found.type_name == "KeyError"


def test_after_the_items_of_a_stream(connected: Connected) -> None:
    stream = connected.streamed(KeyError("missing"))
    assert next(stream) == b"first"
    with pytest.raises(KeyError, match="missing"):
        next(stream)


def test_amid_a_stream_of_requests(connected: Connected) -> None:
    with pytest.raises(KeyError, match="missing"):
        connected.collected(KeyError("missing"))


@pytest.mark.parametrize("module", [asyncio, concurrent.futures])
def test_a_cancelled_implementation(connected: Connected, module: object) -> None:
    kind = vars(module)["CancelledError"]
    assert isinstance(connected.crossing(kind()), CallCancelled)


def test_values_without_a_form_are_told_by_their_repr(connected: Connected) -> None:
    found = connected.crossing(ValueError("bad", {1, 2}, object, 3j, StatusCode.OK))
    assert type(found) is ValueError
    assert found.args == ("bad", "{1, 2}", "<class 'object'>", "3j", "<StatusCode.OK: 0>")


def test_a_value_that_cannot_be_shown(connected: Connected) -> None:
    class Mute:
        def __repr__(self) -> str:
            raise RuntimeError

    found = connected.crossing(ValueError(Mute()))
    assert found.args == ("a Mute",)


def test_attributes_are_few() -> None:
    # A name to import from would be imported by `traceback` for the sake of a suggestion.
    assert attributes_of(ModuleNotFoundError) == ("name", "path")
    assert attributes_of(ValueError) == ()
