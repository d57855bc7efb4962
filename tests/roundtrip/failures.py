"""Implementations that raise: the caller gets the same exception, or is told what it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import strategies as st
from tests.codec.values import alike
from tests.exceptions.likeness import like
from tests.roundtrip.calls import Call, Calls, Failing
from tests.roundtrip.ends import make

from gen_plugin_runtime import PluginError

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
_PYTHON_S: st.SearchStrategy[Exception] = st.one_of(
    st.builds(ValueError, _TEXTS),
    st.builds(KeyError, _TEXTS | st.integers()),
    st.builds(FileNotFoundError, st.just(2), _TEXTS, _TEXTS),
    st.builds(PermissionError, st.just(13), _TEXTS),
    st.builds(TimeoutError, _TEXTS),
    st.builds(NotImplementedError, _TEXTS),
    st.builds(ZeroDivisionError, _TEXTS),
    st.builds(
        UnicodeDecodeError, st.just("utf-8"), st.just(b"\xff"), st.just(0), st.just(1), _TEXTS
    ),
)


class Unknown(Exception):
    """No interface declares it."""


def check_failure(
    client: Any, served: Any, data: st.DataObject, calls: Calls, call: Call, row: str
) -> None:
    """Let the implementation raise.

    Args:
        row: Of EXCEPTIONS.
    """
    raised = data.draw(_raised(calls, row))
    items = data.draw(calls.items(call.method)) if call.method.result_stream else []
    served.call = replace(call, answer=Failing(raised, items), arrived={})
    arrived: list[Any] = []
    with pytest.raises(Exception) as caught:  # noqa: PT011 - which one is what is asked below
        make(client, served.call, arrived)
    assert alike(arrived, items)
    _check(caught.value, raised)


def _raised(calls: Calls, row: str) -> st.SearchStrategy[Exception]:
    own = calls.exceptions()
    match row:
        case "exception of the interface":
            return own
        case "another exception":
            return st.builds(Unknown, _TEXTS)
        case "ExceptionGroup":
            return _grouped(own | _PYTHON_S)
        case "ExceptionGroup in a group":
            return _grouped(_grouped(own | _PYTHON_S) | _PYTHON_S)
        case "ExceptionGroup of the interface":
            return _grouped(own | _PYTHON_S, calls.group())
        case "exception with notes":
            return (own | _PYTHON_S).map(_noted)
        case _:
            return own | _PYTHON_S


def _grouped(
    inner: st.SearchStrategy[Exception],
    group: type[ExceptionGroup[Exception]] = ExceptionGroup,
) -> st.SearchStrategy[Exception]:
    return st.lists(inner, min_size=1, max_size=3).map(lambda each: group("several", each))


def _noted(error: Exception) -> Exception:
    error.add_note("a note")
    return error


def _check(found: Exception, raised: Exception) -> None:
    if isinstance(raised, Unknown):
        assert isinstance(found, PluginError)
        assert (found.type_name.rpartition(".")[2], found.message) == ("Unknown", str(raised))
        return
    assert type(found) is type(raised), (found, raised)
    assert getattr(found, "__notes__", []) == getattr(raised, "__notes__", [])
    if isinstance(found, ExceptionGroup) and isinstance(raised, ExceptionGroup):
        for one, other in zip(found.exceptions, raised.exceptions, strict=True):
            _check(one, other)
        return
    assert str(found) == str(raised)
    if type(raised).__module__ == "builtins":
        assert like(found.args) == like(raised.args)
    assert alike(_fields(found), _fields(raised)), (found, raised)


def _fields(error: Exception) -> dict[str, Any]:
    return {name: value for name, value in vars(error).items() if name != "__notes__"}
