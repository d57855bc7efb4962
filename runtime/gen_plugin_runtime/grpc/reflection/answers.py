"""What is asked about services, and the answers (`ServerReflectionInfo` of grpc.reflection.v1)."""

from __future__ import annotations

from gen_plugin_runtime.grpc.reflection.files import FILES
from gen_plugin_runtime.grpc.reflection.index import Index
from gen_plugin_runtime.grpc.status import StatusCode
from gen_plugin_runtime.protobuf.wire import (
    LENGTH_DELIMITED,
    length_delimited_field,
    read_fields,
    varint_field,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from gen_plugin_runtime.transport import Buffer

# Fields of ServerReflectionRequest, ...
_HOST = 1
_BY_FILENAME = 3
_BY_SYMBOL = 4
_BY_EXTENSION = 5
_EXTENSION_NUMBERS = 6
_LIST = 7
# ... and of ServerReflectionResponse.
_VALID_HOST = 1
_ORIGINAL_REQUEST = 2
_FILES = 4
_NUMBERS = 5
_SERVICES = 6
_ERROR = 7


class Answers:
    """Answers questions about a server.

    Args:
        services: Their full names.
        files: Serialized `FileDescriptorProto`s, beside those of the runtime itself.
    """

    def __init__(self, services: Iterable[str], files: Iterable[bytes]) -> None:
        self._services = sorted(services)
        self._index = Index([*files, *FILES])

    def answer(self, request: Buffer) -> bytes:
        """The response to one request.

        Raises:
            DecodeError: It is none.
        """
        host, asked, about = b"", 0, b""
        for number, wire_type, value in read_fields(request):
            if wire_type != LENGTH_DELIMITED or isinstance(value, int):
                continue
            if number == _HOST:
                host = bytes(value)
            else:
                asked, about = number, bytes(value)
        return (
            length_delimited_field(_VALID_HOST, host)
            + length_delimited_field(_ORIGINAL_REQUEST, request)
            + self._answer(asked, about.decode("utf-8", "replace"))
        )

    def _answer(self, asked: int, about: str) -> bytes:
        if asked == _LIST:
            return self._list()
        if asked == _BY_FILENAME:
            return self._file(self._index.by_name(about), about)
        if asked == _BY_SYMBOL:
            return self._file(self._index.by_symbol(about), about)
        if asked == _BY_EXTENSION:
            return _error(StatusCode.NOT_FOUND, "proto3 has no extensions")
        if asked == _EXTENSION_NUMBERS:
            return self._numbers(about)
        return _error(StatusCode.INVALID_ARGUMENT, "this question is not known")

    def _list(self) -> bytes:
        names = (length_delimited_field(1, name.encode()) for name in self._services)
        services = b"".join(length_delimited_field(1, name) for name in names)
        return length_delimited_field(_SERVICES, services)

    def _file(self, file: bytes | None, about: str) -> bytes:
        if file is None:
            return _error(StatusCode.NOT_FOUND, f"nothing is known of {about!r}")
        files = self._index.with_imports(file)
        return length_delimited_field(
            _FILES, b"".join(length_delimited_field(1, each) for each in files)
        )

    def _numbers(self, message: str) -> bytes:
        if self._index.by_symbol(message) is None:
            return _error(StatusCode.NOT_FOUND, f"nothing is known of {message!r}")
        return length_delimited_field(_NUMBERS, length_delimited_field(1, message.encode()))


def _error(code: StatusCode, text: str) -> bytes:
    return length_delimited_field(
        _ERROR, varint_field(1, int(code)) + length_delimited_field(2, text.encode())
    )
