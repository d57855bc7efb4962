"""An implementation's exception as a status. Not imported before something is raised.

It becomes a status with the text ``TypeName: text``, which is what a peer of any language shows
its user, and a `google.rpc.Status` in the trailer ``grpc-status-details-bin``, of which
`gen_plugin_runtime.exceptions` tells.
"""

from __future__ import annotations

from gen_plugin_runtime.errors import CallCancelled, PluginError, WireError
from gen_plugin_runtime.exceptions.details import (
    RAISED,
    encode_debug_info,
    encode_error_info,
    encode_status,
)
from gen_plugin_runtime.exceptions.raised import (
    Encoder,
    name_of,
    text_of,
    traceback_lines,
    with_notes,
)
from gen_plugin_runtime.exceptions.text import cut
from gen_plugin_runtime.exceptions.values import Measure, TooLargeError
from gen_plugin_runtime.grpc.failure import Failure
from gen_plugin_runtime.grpc.status import StatusCode, StatusError
from gen_plugin_runtime.known import NO_MORE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.exceptions.details import Detail
    from gen_plugin_runtime.known import Known

STATUS_OF_EXCEPTION: tuple[tuple[type[BaseException], StatusCode], ...] = (
    (WireError, StatusCode.INTERNAL),
    (CallCancelled, StatusCode.CANCELLED),
    (TimeoutError, StatusCode.DEADLINE_EXCEEDED),
    (PermissionError, StatusCode.PERMISSION_DENIED),
    (FileExistsError, StatusCode.ALREADY_EXISTS),
    (FileNotFoundError, StatusCode.NOT_FOUND),
    (ProcessLookupError, StatusCode.NOT_FOUND),
    (ConnectionError, StatusCode.UNAVAILABLE),
    (IndexError, StatusCode.OUT_OF_RANGE),
    (LookupError, StatusCode.NOT_FOUND),
    (OverflowError, StatusCode.OUT_OF_RANGE),
    (EOFError, StatusCode.OUT_OF_RANGE),
    (ValueError, StatusCode.INVALID_ARGUMENT),
    (MemoryError, StatusCode.RESOURCE_EXHAUSTED),
    (RecursionError, StatusCode.RESOURCE_EXHAUSTED),
    (NotImplementedError, StatusCode.UNIMPLEMENTED),
)
"""The status for exceptions of these classes, the first that fits; all others are UNKNOWN."""

_USUAL_HEADER_LIST = 8 * 1024  # what grpcio accepts where nothing is announced
_LONGEST_HEADER_LIST = 64 * 1024  # more is not used, whatever the peer accepts
_LEAST_TRACE = 256  # bytes; less of a traceback tells nothing
_MEASURES = ((1, 1024), (4, 1024), (8, 256), (16, 64), (32, 16), (64, 4), (64, 0))
"""What is tried in turn: the longest text, as a part of the room for all, and the most items.
At last collections are told by their repr."""


def of_exception(
    error: BaseException,
    known: Known = NO_MORE,
    room: int | None = None,
    *,
    send_traceback: bool = False,
) -> Failure:
    """What an implementation's exception becomes.

    A `PluginError`, raised by an implementation that calls further plugins or that chooses its
    status with ``PluginError("", text, status=5)``, goes on as it is.

    Args:
        error: What was raised.
        known: The exceptions of the interface.
        room: The longest header list that the peer accepts, None if it did not say.
        send_traceback: Whether the peer may see where it happened.
    """
    if isinstance(error, StatusError):
        return Failure(error.code, error.message)
    if _is_cancellation(error):
        return Failure(StatusCode.CANCELLED, "the implementation was cancelled")
    code = _code_of(error)
    # Text and details share what the peer accepts with each other and with custom metadata. A text
    # may be escaped to three times its length; base64 makes four bytes of three.
    room = min(room or _USUAL_HEADER_LIST, _LONGEST_HEADER_LIST)
    text = text_of(error)  # made once: it may be long
    most = room * 2 // 5 - room // 10
    details = _details_of(error, text, known, most)
    text = cut(_with_type(name_of(error), text), room // 10)
    if send_traceback:
        details += _traceback(error, most - _size(details))
    return Failure(code, text, encode_status(code, text, details) if details else b"")


def _code_of(error: BaseException) -> int:
    if isinstance(error, PluginError):
        # A failure must not look like success, whatever number the implementation took.
        return max(error.status, 0) or StatusCode.UNKNOWN
    for kind, code in STATUS_OF_EXCEPTION:
        if isinstance(error, kind):
            return code
    return StatusCode.UNKNOWN


def _is_cancellation(error: BaseException) -> bool:
    """Whether it is asyncio's or concurrent.futures' CancelledError, without importing either."""
    kind = type(error)
    return kind.__name__ == "CancelledError" and kind.__module__.startswith(
        ("asyncio.", "concurrent.futures.")
    )


def _with_type(type_name: str, text: str) -> str:
    return f"{type_name}: {text}" if type_name else text


def _details_of(error: BaseException, text: str, known: Known, most: int) -> list[Detail]:
    """The details that make the exception again, cut to `most` bytes; none if that is too few."""
    if isinstance(error, PluginError) and (error.details or not error.type_name):
        details = [_with_new_notes(error, *detail) for detail in error.details]
        return details if _size(details) <= most else []
    metadata = {"path": error.path} if isinstance(error, WireError) and error.path else {}
    name = name_of(error)
    for part, items in _MEASURES:
        encoder = Encoder(known, Measure(max(most // part, 16), items, most))
        try:
            fields = encoder.declared(error)
            raised = encoder.raised(error, text, fields)
        except TooLargeError:
            continue
        details = [encode_error_info(cut(name, most // part), metadata)]
        details += [(RAISED, raised)] if fields is None else [fields, (RAISED, raised)]
        if _size(details) <= most:
            return details
    details = [encode_error_info(name, {})]
    return details if _size(details) <= most else []


def _with_new_notes(error: PluginError, name: str, value: bytes) -> Detail:
    """A detail that is passed on, with the notes that `error` got on its way."""
    return (name, with_notes(value, error)) if name == RAISED else (name, value)


def _size(details: list[Detail]) -> int:
    return len(encode_status(0, "", details))


def _traceback(error: BaseException, most: int) -> list[Detail]:
    """The traceback's last lines, as many as there is room for."""
    if most < _LEAST_TRACE:
        return []
    lines = traceback_lines(error)
    size = _LEAST_TRACE // 2  # for what stands around them
    kept = 0
    while kept < len(lines) and size < most:
        size += len(lines[-1 - kept].encode("utf-8", "replace")) + 4
        kept += size <= most
    if kept < len(lines):
        lines = [f"... {len(lines) - kept} lines before", *lines[len(lines) - kept :]]
    return [encode_debug_info(lines, "")]
