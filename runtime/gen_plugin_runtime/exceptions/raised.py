"""``gen_plugin.v1.Raised`` of an exception."""

from __future__ import annotations

from gen_plugin_runtime.errors import DecodeError, EncodeError, PluginError, WireError
from gen_plugin_runtime.exceptions.builtin import BUILTINS, attributes_of
from gen_plugin_runtime.exceptions.details import encode_any, text_field, values_of
from gen_plugin_runtime.exceptions.text import cut
from gen_plugin_runtime.exceptions.values import TooLargeError, encode_value
from gen_plugin_runtime.known import type_name
from gen_plugin_runtime.protobuf.wire import length_delimited_field, varint_field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from gen_plugin_runtime.exceptions.details import Detail
    from gen_plugin_runtime.exceptions.values import Measure
    from gen_plugin_runtime.known import Known

TYPE_NAME = 1
TEXT = 2
ORIGIN = 3
ARGS = 4
ATTRIBUTES = 5
NOTES = 6
EXCEPTIONS = 7
FIELDS = 8

OTHER = 0
BUILTIN = 1
RUNTIME = 2
DECLARED = 3

MAX_DEPTH = 16
"""How deep groups may lie in each other. What lies deeper is told as a `PluginError`."""

_ENGINE = "gen_plugin_runtime.grpc."
_RUNTIME_KINDS = (EncodeError, DecodeError)


def name_of(error: BaseException) -> str:
    """The name of its type; where it was another side's, as it was there."""
    return error.type_name if isinstance(error, PluginError) else type_name(type(error))


def text_of(error: BaseException) -> str:
    """Its text, whatever its `__str__` does."""
    if isinstance(error, PluginError):
        return error.message
    try:
        return str(error)
    except BaseException:  # noqa: BLE001 - the text is foreign code; a call must end whatever it does
        return "(its text could not be made)"


def traceback_lines(error: BaseException) -> list[str]:
    """Where it happened, and what it was caused by; without the lines of the engine that called."""
    import traceback

    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_globals.get("__name__", "").startswith(_ENGINE):
        trace = trace.tb_next
    try:
        text = "".join(traceback.format_exception(type(error), error, trace))
    except Exception:  # noqa: BLE001 - foreign code may be asked for texts; a call must end
        return []
    return text.splitlines()


def with_notes(message: bytes, error: BaseException) -> bytes:
    """A message that was made of `error` before, with the notes that it got since."""
    count = sum(1 for _ in values_of(message, NOTES))
    notes = getattr(error, "__notes__", [])[count:]
    return message + b"".join([text_field(NOTES, note) for note in notes])


class Encoder:
    """Makes the messages of one failure's exceptions, within a measure.

    Its methods raise `TooLargeError` where that is not possible.
    """

    def __init__(self, known: Known, measure: Measure) -> None:
        self._known = known
        self._measure = measure

    def declared(self, error: BaseException) -> Detail | None:
        """The message of an exception that the interface declares, if it is one and can be sent."""
        declared = self._known.by_kind.get(type(error))
        if declared is None:
            return None
        try:
            return declared.message, declared.encode(error)
        except Exception:  # noqa: BLE001 - its fields may be anything, and it must be told somehow
            return None

    def raised(
        self, error: BaseException, text: str, fields: Detail | None, depth: int = 0
    ) -> bytes:
        """The message of an exception and its text, apart from `fields`: they stand beside it."""
        parts = [text_field(TYPE_NAME, cut(name_of(error), self._measure.longest))]
        parts.append(text_field(TEXT, cut(text, self._measure.longest)))
        if isinstance(error, BaseExceptionGroup) and depth < MAX_DEPTH:
            parts += self._group(error, depth)
        elif fields is not None:
            parts += [varint_field(ORIGIN, DECLARED), *self._args(error), *self._attributes(error)]
        elif BUILTINS.get(type(error).__name__) is type(error):
            parts += [varint_field(ORIGIN, BUILTIN), *self._args(error), *self._attributes(error)]
        elif isinstance(error, WireError) and type(error) in _RUNTIME_KINDS:
            parts += [varint_field(ORIGIN, RUNTIME), *self._args(error)]
        parts += self._notes(error)
        return b"".join(parts)

    def _args(self, error: BaseException) -> Iterator[bytes]:
        args, most = error.args, max(self._measure.most, 1)
        if len(args) > most:
            args = (*args[:most], f"... and {len(args) - most} more")
        for each in args:
            yield length_delimited_field(ARGS, encode_value(each, self._measure))

    def _attributes(self, error: BaseException) -> Iterator[bytes]:
        for name in attributes_of(type(error)):
            value = getattr(error, name, None)
            if value is not None:
                encoded = length_delimited_field(2, encode_value(value, self._measure))
                yield length_delimited_field(ATTRIBUTES, text_field(1, name) + encoded)

    def _notes(self, error: BaseException) -> Iterator[bytes]:
        notes = getattr(error, "__notes__", None)
        if isinstance(notes, list):
            for note in notes[: self._measure.most]:
                if isinstance(note, str):
                    yield text_field(NOTES, cut(note, self._measure.longest))

    def _group(self, group: BaseExceptionGroup[BaseException], depth: int) -> Iterator[bytes]:
        # A subclass that the interface does not declare arrives as the group that it is.
        is_declared = self._known.groups.get(name_of(group)) is type(group)
        yield varint_field(ORIGIN, DECLARED if is_declared else BUILTIN)
        yield length_delimited_field(ARGS, encode_value(group.message, self._measure))
        most, total = max(self._measure.most, 1), 0
        for each in group.exceptions[:most]:
            fields = self.declared(each)
            message = self.raised(each, text_of(each), fields, depth + 1)
            if fields is not None:
                message += length_delimited_field(FIELDS, encode_any(*fields))
            yield length_delimited_field(EXCEPTIONS, message)
            total += len(message)
            if total > self._measure.total:
                raise TooLargeError
        if len(group.exceptions) > most:
            yield text_field(NOTES, f"and {len(group.exceptions) - most} more exceptions")
