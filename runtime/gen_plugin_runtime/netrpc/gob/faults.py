"""What can be wrong with values and bytes, and how errors come to know where."""

from __future__ import annotations

from gen_plugin_runtime.errors import DecodeError, EncodeError
from gen_plugin_runtime.netrpc.gob.limits import MAX_DEPTH
from gen_plugin_runtime.protobuf import faults
from gen_plugin_runtime.protobuf.faults import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

__all__ = [
    "DECODING_FAULTS",
    "ENCODING_FAULTS",
    "too_deep_to_read",
    "too_deep_to_send",
    "undecodable",
    "unencodable",
    "unfit",
]

ENCODING_FAULTS = faults.ENCODING_FAULTS
"""What a wrong value can make an encoder raise, or a conversion that refuses it."""

DECODING_FAULTS = Exception
"""What wrong bytes can make a decoder raise; and foreign code, which may be asked to make a value:
that costs the value, not the stream."""

_LONGEST_PATH = 200


def unfit(value: object, why: str) -> EncodeError:
    """The error for a value: ``"x" is not an int``."""
    return EncodeError(f"{shown(value)} {why}")


def unencodable(error: Exception, step: str, value: object) -> EncodeError:
    """`error` as an `EncodeError` that knows one more step of its path, the one around it.

    Args:
        error: One of `ENCODING_FAULTS`.
        step: ``Name`` of a field, ``[3]``.
        value: What lies there.
    """
    if isinstance(error, EncodeError):
        return EncodeError(error.reason, _joined(step, error.path))
    if isinstance(error, RecursionError):
        return EncodeError("it is nested too deep, or holds itself", step)
    return EncodeError(f"{shown(value)} cannot be sent: {type(error).__name__}: {error}", step)


def undecodable(error: Exception, step: str) -> DecodeError:
    """`error`, one of `DECODING_FAULTS`, as a `DecodeError`. Steps as for `unencodable`."""
    if isinstance(error, RecursionError):
        error = DecodeError("it is nested too deep")
    found = faults.undecodable(error, "")
    return DecodeError(found.reason, _joined(step, found.path))


def _joined(step: str, path: str) -> str:
    dot = "." if step and path and path[0] != "[" else ""
    return f"{step}{dot}{path}"[:_LONGEST_PATH]


def too_deep_to_send() -> NoReturn:
    """Refuse a value that a reader would refuse, such as one that holds itself."""
    raise EncodeError(f"it is nested more than {MAX_DEPTH} deep, or holds itself")


def too_deep_to_read() -> NoReturn:
    """Refuse a value that lies in too many others."""
    raise DecodeError(f"it is nested more than {MAX_DEPTH} deep")
