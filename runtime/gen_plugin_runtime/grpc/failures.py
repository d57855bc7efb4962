"""An implementation's exceptions on the wire, and back.

An exception becomes a status with the text ``TypeName: text``, which is what a peer of any
language shows its user, and a standard `google.rpc.Status` in the trailer
``grpc-status-details-bin`` with a `google.rpc.ErrorInfo`, from which a gen-plugin host knows the
type's name again::

    message Status {
      int32 code = 1;
      string message = 2;
      repeated google.protobuf.Any details = 3;
    }
    message Any {
      string type_url = 1;
      bytes value = 2;
    }
    message ErrorInfo {
      string reason = 1;
      string domain = 2;
      map<string, string> metadata = 3;
    }
"""

from __future__ import annotations

from gen_plugin_runtime.errors import (
    CallCancelled,
    CallError,
    CallTimeout,
    ConnectionLost,
    NotImplementedByPlugin,
    PluginError,
    WireError,
)
from gen_plugin_runtime.grpc.status import StatusCode, StatusError
from gen_plugin_runtime.protobuf.wire import (
    LENGTH_DELIMITED,
    length_delimited_field,
    read_fields,
    varint_field,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

DOMAIN = "gen-plugin"
_ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"

STATUS_OF_EXCEPTION: tuple[tuple[type[BaseException], StatusCode], ...] = (
    (WireError, StatusCode.INTERNAL),
)
"""The status for exceptions of these classes, the first that fits; all others are UNKNOWN."""


class Failure:
    """How a call failed.

    Attributes:
        code: gRPC's status code.
        message: The text, without the exception's type.
        type_name: The exception's type, as ``ValueError`` or ``shop.errors.SoldOut``; empty if
            there was none.
    """

    __slots__ = ("code", "message", "type_name")

    def __init__(self, code: int, message: str, type_name: str = "") -> None:
        self.code: Final = code
        self.message: Final = message
        self.type_name: Final = type_name

    @property
    def text(self) -> str:
        """What a peer shows its user."""
        return f"{self.type_name}: {self.message}" if self.type_name else self.message

    def shortened(self, size: int) -> Failure:
        """The same with a message of at most `size` bytes of UTF-8."""
        raw = self.message.encode("utf-8", "replace")
        if len(raw) <= size:
            return self
        text = raw[: max(0, size - 4)].decode("utf-8", "ignore") + " ..."
        return Failure(self.code, text, self.type_name)


def of_exception(error: BaseException) -> Failure:
    """What an implementation's exception becomes.

    The tree's own call errors, raised by an implementation that calls further plugins or that
    chooses its status with ``PluginError("", text, status=5)``, go on as they are.
    """
    if isinstance(error, StatusError):
        return Failure(error.code, error.message)
    if isinstance(error, PluginError):
        # A failure must not look like success, whatever number the implementation took.
        return Failure(max(error.status, 0) or StatusCode.UNKNOWN, error.message, error.type_name)
    return Failure(_code_of(error), _text_of(error), _name_of(type(error)))


def _code_of(error: BaseException) -> StatusCode:
    for kind, code in STATUS_OF_EXCEPTION:
        if isinstance(error, kind):
            return code
    return StatusCode.UNKNOWN


def _name_of(kind: type[BaseException]) -> str:
    module = kind.__module__
    if module in ("builtins", "__main__"):
        return kind.__qualname__
    return f"{module}.{kind.__qualname__}"


def _text_of(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - the text is foreign code; a call must end whatever it does
        return "(its text could not be made)"


def to_error(failure: Failure) -> CallError:
    """The exception that a caller gets for a status other than OK."""
    code, text = failure.code, failure.text
    if failure.type_name:
        return PluginError(failure.type_name, failure.message, status=code)
    if code == StatusCode.UNIMPLEMENTED:
        return NotImplementedByPlugin(text, status=code)
    if code == StatusCode.DEADLINE_EXCEEDED:
        return CallTimeout(text, status=code)
    if code == StatusCode.CANCELLED:
        return CallCancelled(text, status=code)
    if code == StatusCode.UNAVAILABLE:
        return ConnectionLost(text, status=code)
    return PluginError("", failure.message, status=code)


def encode_details(failure: Failure) -> bytes:
    """The `google.rpc.Status` for a failure that has a type name."""
    info = _text_field(1, failure.type_name) + _text_field(2, DOMAIN)
    detail = _text_field(1, _ERROR_INFO) + length_delimited_field(2, info)
    return (
        varint_field(1, failure.code)
        + _text_field(2, failure.text)
        + length_delimited_field(3, detail)
    )


def decode_details(code: int, text: str, details: bytes) -> Failure:
    """The failure behind a `grpc-status`, its `grpc-message` and its details, if it has any."""
    type_name = _type_name(details)
    if type_name and text.startswith(f"{type_name}: "):
        text = text[len(type_name) + 2 :]
    return Failure(code, text, type_name)


def _type_name(details: bytes) -> str:
    """The reason of the ErrorInfo of our domain, or nothing; what cannot be read says nothing."""
    try:
        for detail in _fields(details, 3):
            if _first(detail, 1) != _ERROR_INFO.encode():
                continue
            info = _first(detail, 2)
            if _first(info, 2) == DOMAIN.encode():
                return _first(info, 1).decode()
    except ValueError:  # bytes that are no message, or text that is not UTF-8
        pass
    return ""


def _text_field(number: int, text: str) -> bytes:
    return length_delimited_field(number, text.encode("utf-8", "replace"))


def _first(message: bytes, number: int) -> bytes:
    return next(_fields(message, number), b"")


def _fields(message: bytes, number: int) -> Iterator[bytes]:
    """The values of a length-delimited field, in order; other fields are read over."""
    for found, wire_type, value in read_fields(message):
        if (found, wire_type) == (number, LENGTH_DELIMITED) and not isinstance(value, int):
            yield bytes(value)
