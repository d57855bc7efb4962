"""What is fuzzed of the details of failed calls: no peer can make more than it may."""

from __future__ import annotations

import traceback

from gen_plugin_runtime.errors import DecodeError, EncodeError, PluginError
from gen_plugin_runtime.exceptions.builtin import BUILTINS
from gen_plugin_runtime.exceptions.details import RAISED, encode_status
from gen_plugin_runtime.exceptions.rebuilt import MAX_RAISED, raise_what_was_raised
from gen_plugin_runtime.grpc.call_errors import to_error
from gen_plugin_runtime.grpc.failure import Failure
from gen_plugin_runtime.known import Declared, Known
from gen_plugin_runtime.peer import UNKNOWN_PEER


def raised(data: bytes) -> None:
    """The details of a failed call: its exception, and all that there are."""
    for details in (encode_status(2, "", [(RAISED, data)]), data):
        found = _made_of(details)
        assert _count(found) <= MAX_RAISED
        assert len("".join(traceback.format_exception(found))) < _LONGEST_REPORT
        assert len(str(found)) + len(repr(found)) < _LONGEST_REPORT


def _made_of(details: bytes) -> BaseException:
    error = to_error(Failure(2, "text", details), "/test.Echo/Fail", UNKNOWN_PEER)
    try:
        raise_what_was_raised(error, "/test.Echo/Fail", _KNOWN)
    except BaseException as found:  # noqa: BLE001 - whatever it is, it is what was asked for
        return found


class FaultError(Exception):
    """Of the interface."""


class FaultsError(ExceptionGroup[Exception]):
    """Likewise."""


def _fault(data: bytes, start: int, end: int) -> FaultError:
    return FaultError(bytes(data[start:end]).decode())


_KNOWN = Known(
    Declared(FaultError, "test.Fault", lambda error: str(error).encode(), _fault),
    groups=(FaultsError,),
)
_MADE = {*BUILTINS.values(), EncodeError, DecodeError, PluginError, FaultError}
"""All that a peer can have made, beside groups."""
_VALUES = {type(None), bool, int, float, str, bytes}
_LONGEST_REPORT = 16 * 1024 * 1024


def _count(error: BaseException) -> int:
    """How many exceptions there are in one, of nothing but what may be made."""
    if isinstance(error, ExceptionGroup):
        assert type(error) in (ExceptionGroup, FaultsError)
        return 1 + sum(_count(each) for each in error.exceptions)
    assert type(error) in _MADE
    for value in (error.args, getattr(error, "__notes__", [])):
        _check_value(value)
    return 1


def _check_value(value: object) -> None:
    if type(value) in (list, tuple, dict):
        for each in value.items() if isinstance(value, dict) else value:  # type: ignore[attr-defined]
            _check_value(each)
    else:
        assert type(value) in _VALUES
