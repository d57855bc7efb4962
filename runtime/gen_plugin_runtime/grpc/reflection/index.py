"""`Index`: which file has which symbol, and what it needs."""

from __future__ import annotations

from gen_plugin_runtime.protobuf.wire import LENGTH_DELIMITED, read_fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gen_plugin_runtime.transport import Buffer

# Fields of FileDescriptorProto, and of the descriptors in it: what is named within what.
_NAME = 1
_PACKAGE, _IMPORT = 2, 3
_MESSAGE, _ENUM, _SERVICE = 4, 5, 6
_OF_MESSAGE = {2: "field", 3: "message", 4: "enum", 8: "oneof"}


class Index:
    """Files by name and by symbol. Where two say the same, the first counts.

    Args:
        files: Serialized `FileDescriptorProto`s.
    """

    def __init__(self, files: Iterable[bytes]) -> None:
        self._files: dict[str, bytes] = {}
        self._imports: dict[bytes, list[str]] = {}
        self._symbols: dict[str, bytes] = {}
        for each in files:
            self._add(each)

    def _add(self, file: bytes) -> None:
        content = list(_members(file))
        self._files.setdefault(_name(content), file)
        self._imports[file] = [_text(value) for number, value in content if number == _IMPORT]
        package = next((_text(value) for number, value in content if number == _PACKAGE), "")
        for symbol in _symbols(content, f"{package}." if package else ""):
            self._symbols.setdefault(symbol, file)

    def by_name(self, name: str) -> bytes | None:
        """The file of this name."""
        return self._files.get(name)

    def by_symbol(self, symbol: str) -> bytes | None:
        """The file with a message, enum, service, or something in it, by its full name."""
        return self._symbols.get(symbol)

    def with_imports(self, file: bytes) -> list[bytes]:
        """The file, and behind it all that it needs, as far as they are known."""
        found, names = [file], list(self._imports[file])
        while names:
            needed = self._files.get(names.pop(0))
            if needed is not None and needed not in found:
                found.append(needed)
                names += self._imports[needed]
        return found


def _symbols(file: list[tuple[int, bytes]], scope: str) -> Iterator[str]:
    for number, value in file:
        if number == _MESSAGE:
            yield from _of_message(value, scope)
        elif number == _ENUM:
            yield from _of_enum(value, scope)
        elif number == _SERVICE:
            content = list(_members(value))
            yield (service := scope + _name(content))
            yield from (f"{service}.{_name(_members(one))}" for at, one in content if at == 2)


def _of_message(message: bytes, scope: str) -> Iterator[str]:
    content = list(_members(message))
    yield (name := scope + _name(content))
    for number, value in content:
        kind = _OF_MESSAGE.get(number)
        if kind == "message":
            yield from _of_message(value, f"{name}.")
        elif kind == "enum":
            yield from _of_enum(value, f"{name}.")
        elif kind:
            yield f"{name}.{_name(_members(value))}"


def _of_enum(enum: bytes, scope: str) -> Iterator[str]:
    """The enum, and its values, which stand beside it."""
    content = list(_members(enum))
    yield scope + _name(content)
    yield from (scope + _name(_members(value)) for number, value in content if number == 2)


def _members(message: Buffer) -> Iterator[tuple[int, bytes]]:
    """The fields that are texts or messages, by number."""
    for number, wire_type, value in read_fields(message):
        if wire_type == LENGTH_DELIMITED and not isinstance(value, int):
            yield number, bytes(value)


def _name(content: Iterable[tuple[int, bytes]]) -> str:
    return next((_text(value) for number, value in content if number == _NAME), "")


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")
