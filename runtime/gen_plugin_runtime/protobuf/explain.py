"""Says which value cannot be sent, and why, after an encoder has failed.

Encoders are too quick to know where they failed. A *check* goes over the value once more, slowly,
and raises `EncodeError` at the first thing that is wrong. Generated code describes each value by a
check: ``list_of(INT)``, ``record_of(Person, ...)``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from gen_plugin_runtime.errors import EncodeError, argument_path
from gen_plugin_runtime.omitted import OMITTED
from gen_plugin_runtime.protobuf.faults import shown
from gen_plugin_runtime.protobuf.wire import MAX_DEPTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import Any, NoReturn, TypeAlias

    Check: TypeAlias = Callable[[object, str, int], None]
    """Takes a value, its path and how many records it lies in. Raises `EncodeError`."""

__all__ = [
    "BOOL",
    "BYTES",
    "FLOAT",
    "INT",
    "NONE",
    "STR",
    "dict_of",
    "items_of",
    "list_of",
    "mapping_of",
    "member_of",
    "one_of",
    "optional",
    "record_of",
    "refuse_arguments",
    "refuse_result",
    "refuse_value",
    "sendable",
    "set_of",
    "tuple_of",
    "typed_dict_of",
    "union_of",
]

_LONGEST_PATH = 200


def _refuse(value: object, path: str, expected: str) -> NoReturn:
    raise EncodeError(f"{shown(value)} {expected}", path[:_LONGEST_PATH])


def _text(value: object, path: str, _depth: int) -> None:
    if not isinstance(value, str):
        _refuse(value, path, "is not a str")
    try:
        value.encode()
    except UnicodeEncodeError:
        _refuse(value, path, "has a lone surrogate, which UTF-8 cannot carry")


def _int64(value: object, path: str, _depth: int) -> None:
    if not isinstance(value, int):
        _refuse(value, path, "is not an int")
    if not -(2**63) <= value < 2**63:
        _refuse(value, path, "does not fit int64")


def _double(value: object, path: str, _depth: int) -> None:
    if not isinstance(value, float | int):
        _refuse(value, path, "is not a float")
    try:
        float(value)
    except OverflowError:
        _refuse(value, path, "does not fit a float")


def _bool(value: object, path: str, _depth: int) -> None:
    if not isinstance(value, bool):
        _refuse(value, path, "is not a bool")


def _bytes(value: object, path: str, _depth: int) -> None:
    if not isinstance(value, bytes | bytearray | memoryview):
        _refuse(value, path, "is not bytes")


def _nothing(value: object, path: str, _depth: int) -> None:
    if value is not None:
        _refuse(value, path, "is not None")


NONE: Check = _nothing
STR: Check = _text
INT: Check = _int64
FLOAT: Check = _double
BOOL: Check = _bool
BYTES: Check = _bytes


def optional(check: Check) -> Check:
    """None, or what `check` accepts."""

    def accept(value: object, path: str, depth: int) -> None:
        if value is not None:
            check(value, path, depth)

    return accept


def unless_omitted(check: Check) -> Check:
    """`OMITTED`, or what `check` accepts."""

    def accept(value: object, path: str, depth: int) -> None:
        if value is not OMITTED:
            check(value, path, depth)

    return accept


def one_of(*values: object) -> Check:
    """One of the values that are listed, and of no other class."""

    def accept(value: object, path: str, _depth: int) -> None:
        if not any(value.__class__ is each.__class__ and value == each for each in values):
            _refuse(value, path, f"is none of {[*values]}")

    return accept


def union_of(*arms: tuple[Any, Check]) -> Check:
    """What one of the checks accepts, of those for the value's class.

    Args:
        arms: Of each the classes of its values, and its check.
    """

    def accept(value: object, path: str, depth: int) -> None:
        checks = [check for classes, check in arms if isinstance(value, classes)]
        if not checks:
            _refuse(value, path, f"is none of {', '.join(_named(classes) for classes, _ in arms)}")
        for check in checks[:-1]:
            try:
                return check(value, path, depth)
            except EncodeError:
                pass
        return checks[-1](value, path, depth)

    return accept


def _named(classes: type | tuple[type, ...]) -> str:
    first = classes[0] if isinstance(classes, tuple) else classes
    return "None" if first is type(None) else first.__name__


def sendable(convert: Callable[[Any], object]) -> Check:
    """What `convert` accepts, which makes of a value what the wire carries of it."""

    def accept(value: object, path: str, _depth: int) -> None:
        try:
            convert(value)
        except EncodeError as error:
            if error.path:
                raise EncodeError(error.reason, (path + error.path)[:_LONGEST_PATH]) from None
            _refuse(value, path, error.reason)

    return accept


def list_of(check: Check) -> Check:
    """A list or tuple of what `check` accepts."""

    def accept(value: object, path: str, depth: int) -> None:
        if not isinstance(value, list | tuple):
            _refuse(value, path, "is not a list")
        for index, item in enumerate(value):
            check(item, f"{path}[{index}]", depth)

    return accept


def items_of(check: Check) -> Check:
    """Anything but a str that can be gone through, with items that `check` accepts."""

    def accept(value: object, path: str, depth: int) -> None:
        if isinstance(value, str):
            _refuse(value, path, "is a str, whose letters are hardly meant")
        if not isinstance(value, Iterable):
            _refuse(value, path, "cannot be gone through")
        for index, item in enumerate(value):
            check(item, f"{path}[{index}]", depth)

    return accept


def set_of(check: Check) -> Check:
    """A set of what `check` accepts."""

    def accept(value: object, path: str, depth: int) -> None:
        if not isinstance(value, AbstractSet):
            _refuse(value, path, "is not a set")
        for item in value:
            check(item, f"{path} item", depth)
            if item != item:  # only NaN is not itself
                _refuse(item, f"{path} item", "cannot be found again in a set")

    return accept


def tuple_of(*checks: Check) -> Check:
    """A tuple with an item for each of the checks."""

    def accept(value: object, path: str, depth: int) -> None:
        if not isinstance(value, tuple):
            _refuse(value, path, "is not a tuple")
        if len(value) != len(checks):
            _refuse(value, path, f"does not have {len(checks)} items")
        for index, (check, item) in enumerate(zip(checks, value, strict=True)):
            check(item, f"{path}[{index}]", depth)

    return accept


def dict_of(key_check: Check, value_check: Check) -> Check:
    """A dict with the keys and values that the two checks accept."""
    check_entries = mapping_of(key_check, value_check)

    def accept(value: object, path: str, depth: int) -> None:
        if not isinstance(value, dict):
            _refuse(value, path, "is not a dict")
        check_entries(value, path, depth)

    return accept


def mapping_of(key_check: Check, value_check: Check) -> Check:
    """A mapping of any class, likewise."""

    def accept(value: object, path: str, depth: int) -> None:
        if not isinstance(value, Mapping):
            _refuse(value, path, "is not a mapping")
        for key, item in value.items():
            key_check(key, f"{path} key", depth)
            if key != key:  # only NaN is not itself
                _refuse(key, f"{path} key", "cannot be found again in a dict")
            value_check(item, f"{path}[{shown(key)}]", depth)

    return accept


def member_of(enum: type) -> Check:
    """A member of an enum."""

    def accept(value: object, path: str, _depth: int) -> None:
        if value.__class__ is not enum:
            _refuse(value, path, f"is no {enum.__name__}")

    return accept


def record_of(record: type, fields: Callable[[], Mapping[str, Check]]) -> Check:
    """An object of exactly that class: a subclass would arrive as what it is not.

    Args:
        record: The class.
        fields: The checks of its attributes; a function, so that a record can hold itself.
    """

    def accept(value: object, path: str, depth: int) -> None:
        if value.__class__ is not record:
            _refuse(value, path, f"is no {record.__name__}")
        if depth > MAX_DEPTH:
            _refuse(value, path, f"is nested more than {MAX_DEPTH} deep, or holds itself")
        for name, check in fields().items():
            check(getattr(value, name), f"{path}.{name}", depth + 1)

    return accept


def typed_dict_of(
    name: str, demanded: Collection[str], keys: Callable[[], Mapping[str, Check]]
) -> Check:
    """A dict with certain keys.

    Args:
        name: What such a dict is called.
        demanded: The keys that it cannot be without.
        keys: The check of each key's value; a function, so that such a dict can hold another.
    """

    def accept(value: object, path: str, depth: int) -> None:
        if not isinstance(value, dict):
            _refuse(value, path, "is not a dict")
        if depth > MAX_DEPTH:
            _refuse(value, path, f"is nested more than {MAX_DEPTH} deep, or holds itself")
        checks = keys()
        for key in value.keys() - checks.keys():
            _refuse(value, path, f"has the key {key!r}, which no {name} has")
        for key, check in checks.items():
            if key in value:
                check(value[key], f"{path}[{key!r}]", depth + 1)
            elif key in demanded:
                _refuse(value, path, f"lacks the key {key!r}")

    return accept


def refuse_arguments(
    error: Exception, method: str, /, **arguments: tuple[Check, object]
) -> NoReturn:
    """Say which argument of a call cannot be sent.

    Args:
        error: What the encoder raised.
        method: The method's name.
        arguments: Check and value of each parameter.

    Raises:
        EncodeError: In any case.
    """
    for name, (check, value) in arguments.items():
        try:
            check(value, "", 1)
        except EncodeError as found:
            raise EncodeError(found.reason, argument_path(method, name, found.path)) from None
        except RecursionError:
            break
    raise EncodeError(_unexplained(error), f"{method}()") from error


def refuse_result(error: Exception, method: str, check: Check, result: object, /) -> NoReturn:
    """Say why the result of a call cannot be sent. Arguments as for `refuse_arguments`.

    Raises:
        EncodeError: In any case.
    """
    refuse_value(error, f"{method}() -> result", check, result)


def refuse_value(error: Exception, place: str, check: Check, value: object, /) -> NoReturn:
    """Say why a value cannot be sent that has a place of its own, as that of a property has.

    Args:
        error: What the encoder raised.
        place: What the path begins with.
        check: What the value must be.
        value: The value.

    Raises:
        EncodeError: In any case.
    """
    try:
        check(value, "", 1)
    except EncodeError as found:
        raise EncodeError(found.reason, place + found.path) from None
    except RecursionError:
        pass
    raise EncodeError(_unexplained(error), place) from error


def _unexplained(error: Exception) -> str:
    if isinstance(error, EncodeError):
        return error.reason
    return f"cannot be encoded: {type(error).__name__}: {error}"
