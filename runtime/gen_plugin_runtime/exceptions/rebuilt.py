"""The exception of a ``gen_plugin.v1.Raised``."""

from __future__ import annotations

from gen_plugin_runtime.errors import (
    CallError,
    DecodeError,
    EncodeError,
    PluginError,
    RemoteTraceback,
)
from gen_plugin_runtime.exceptions import raised
from gen_plugin_runtime.exceptions.builtin import BUILTINS, attributes_of, make
from gen_plugin_runtime.exceptions.details import (
    DEBUG_INFO,
    RAISED,
    decode_any,
    decode_debug_info,
    value_of,
    values_of,
)
from gen_plugin_runtime.exceptions.values import ValueReader, is_told
from gen_plugin_runtime.protobuf.wire import VARINT, read_fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from gen_plugin_runtime.exceptions.details import Detail
    from gen_plugin_runtime.known import Declared, Known

_RUNTIME = {f"{kind.__module__}.{kind.__name__}": kind for kind in (EncodeError, DecodeError)}
MAX_RAISED = 1024
"""How many exceptions one failure may bring."""
_ATTRIBUTE_TYPES = (str, bytes, int)


def raise_what_was_raised(error: CallError, method: str, known: Known) -> NoReturn:
    """Raise what the implementation raised, where that is known here; else `error` itself.

    Args:
        error: What the call failed with.
        method: Its full path.
        known: The exceptions of the interface.
    """
    trace = _trace(error)
    try:
        found = _rebuild(error, known)
    except ValueError:  # what cannot be read says nothing
        found = None
    if found is not None:
        raise found from RemoteTraceback(method, trace)
    if trace and error.__cause__ is None:
        error.__cause__ = RemoteTraceback(method, trace)
    raise error


def _trace(error: CallError) -> str:
    try:
        return next((decode_debug_info(v) for name, v in error.details if name == DEBUG_INFO), "")
    except ValueError:
        return ""


def _rebuild(error: CallError, known: Known) -> Exception | None:
    """The exception in the details, if there is one that is not known by its name alone."""
    messages = dict(reversed(error.details))  # the first of a name counts
    fields = next(
        ((name, value) for name, value in error.details if name in known.by_message), None
    )
    if RAISED in messages:
        found = _Rebuilder(known).exception(messages[RAISED], fields)
        if not isinstance(found, PluginError):
            return found
        for note in getattr(found, "__notes__", ()):
            error.add_note(note)
        return None
    if fields is not None:  # a peer that is not gen-plugin's knows the interface's messages, too
        return _declared(known.by_message[fields[0]], fields[1])
    return None


def _declared(declared: Declared, value: bytes) -> Exception | None:
    """An exception of the interface; None where its class does not take what the fields say."""
    try:
        return declared.decode(value, 0, len(value))
    except Exception:  # noqa: BLE001 - a constructor is foreign code
        return None


class _Rebuilder:
    """Makes the exceptions of one failure."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._values = ValueReader()
        self._left = MAX_RAISED

    def exception(self, data: bytes, fields: Detail | None, depth: int = 0) -> Exception:
        """An exception; a `PluginError` where its class is not known here.

        Raises:
            ValueError: The bytes are no ``gen_plugin.v1.Raised``.
        """
        self._left -= 1
        if self._left < 0 or depth > raised.MAX_DEPTH + 1:
            raise DecodeError("a failure has too many exceptions, or nests them too deep")
        type_name = value_of(data, raised.TYPE_NAME).decode()
        text = value_of(data, raised.TEXT).decode()
        if any(True for _ in values_of(data, raised.EXCEPTIONS)):
            found: Exception | None = self._group(data, type_name, depth)
        else:
            found = self._single(data, type_name, text, fields)
        if found is None:
            found = PluginError(type_name, text)
        notes = [note.decode() for note in values_of(data, raised.NOTES)]
        if notes:
            _set(found, "__notes__", notes)
        return found

    def _single(
        self, data: bytes, type_name: str, text: str, fields: Detail | None
    ) -> Exception | None:
        origin = _origin(data)
        if origin == raised.DECLARED and fields is not None:
            return self._declared(data, fields)
        args = tuple(self._values.read(value) for value in values_of(data, raised.ARGS))
        if origin == raised.BUILTIN and type_name in BUILTINS:
            found = make(BUILTINS[type_name], args, text)
            self._set_attributes(found, data)
            return found
        if origin == raised.RUNTIME and type_name in _RUNTIME:
            return _runtime_error(type_name, args)
        return None

    def _declared(self, data: bytes, fields: Detail) -> Exception | None:
        declared = self._known.by_message.get(fields[0])
        found = None if declared is None else _declared(declared, fields[1])
        if found is not None:
            made = found.args
            args = tuple(
                # Of a record among them no more than its repr was sent; the constructor had it.
                made[index] if is_told(value) and index < len(made) else self._values.read(value)
                for index, value in enumerate(values_of(data, raised.ARGS))
            )
            _set(found, "args", args)
            self._set_attributes(found, data)
        return found

    def _group(self, data: bytes, type_name: str, depth: int) -> Exception | None:
        members = [
            self.exception(value, _fields(value), depth + 1)
            for value in values_of(data, raised.EXCEPTIONS)
        ]
        message = self._values.read(value_of(data, raised.ARGS))
        if not isinstance(message, str):
            return None
        kind = self._known.groups.get(type_name) if _origin(data) == raised.DECLARED else None
        return (kind and _made_group(kind, message, members)) or ExceptionGroup(message, members)

    def _set_attributes(self, error: Exception, data: bytes) -> None:
        allowed = attributes_of(type(error))
        for pair in values_of(data, raised.ATTRIBUTES):
            name = value_of(pair, 1).decode()
            value = self._values.read(value_of(pair, 2))
            if name in allowed and isinstance(value, _ATTRIBUTE_TYPES):
                _set(error, name, value)


def _set(error: Exception, name: str, value: object) -> None:
    """Set an attribute, if its class lets that be done, even if it is frozen."""
    try:
        if getattr(error, name, None) != value:
            BaseException.__setattr__(error, name, value)
    except Exception:  # noqa: BLE001 - a property is foreign code; a failed call must be told
        return


def _made_group(
    kind: type[ExceptionGroup[Exception]], message: str, members: list[Exception]
) -> Exception | None:
    try:
        return kind(message, members)
    except Exception:  # noqa: BLE001 - a constructor is foreign code
        return None


def _runtime_error(type_name: str, args: tuple[object, ...]) -> Exception | None:
    match args:
        case (str(reason), str(path)):
            return _RUNTIME[type_name](reason, path, remote=True)
    return None


def _fields(data: bytes) -> Detail | None:
    encoded = value_of(data, raised.FIELDS)
    return decode_any(encoded) if encoded else None


def _origin(data: bytes) -> int:
    found = raised.OTHER
    for number, wire_type, value in read_fields(data):
        if (number, wire_type) == (raised.ORIGIN, VARINT) and isinstance(value, int):
            found = value
    return found
