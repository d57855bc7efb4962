"""An implementation's exception as the text that net/rpc has for it, and back.

Not imported before something is raised. A text is all that crosses: ``ValueError: no such key``.
"""

from __future__ import annotations

from gen_plugin_runtime.errors import DecodeError, EncodeError, PluginError, RemoteTraceback
from gen_plugin_runtime.exceptions.builtin import BUILTINS, make
from gen_plugin_runtime.exceptions.raised import name_of, text_of
from gen_plugin_runtime.exceptions.text import cut
from gen_plugin_runtime.known import type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from gen_plugin_runtime.errors import CallError
    from gen_plugin_runtime.known import Known
    from gen_plugin_runtime.netrpc.rpc.method import Method

LONGEST_TEXT = 64 * 1024
"""Bytes of a text; the rest of a longer one is cut off."""
_RUNTIME = {type_name(kind): kind for kind in (EncodeError, DecodeError)}


def text_of_exception(error: BaseException) -> str:
    """What the other side is told of an exception: ``TypeName: text``.

    A `PluginError` that names no type is its text alone, as a Go program would send it.
    """
    name, text = name_of(error), text_of(error)
    if isinstance(error, KeyError) and len(error.args) == 1 and isinstance(error.args[0], str):
        text = error.args[0]  # its `__str__` shows a repr
    return cut(f"{name}: {text}" if name else text, LONGEST_TEXT)


def raise_original(error: CallError, method: Method, known: Known) -> NoReturn:
    """Raise what the implementation raised, where the text names it; else `error` itself.

    Args:
        error: What the call failed with.
        method: What was called.
        known: The exceptions of the interface. Of those that are made of more than a text, the text
            alone is told, as a `PluginError`.
    """
    found = _rebuilt(error.message, known) if type(error) is PluginError else None
    if found is not None:
        raise found from RemoteTraceback(method.full_name)
    raise error


def _rebuilt(message: str, known: Known) -> Exception | None:
    """The exception that a text names, if it is one that is known by its name alone."""
    name, colon, text = message.partition(": ")
    if not colon:
        name, text = message.removesuffix(":"), ""
    if name in BUILTINS:
        return make(BUILTINS[name], (text,) if text else (), text)
    if name in _RUNTIME:
        return _RUNTIME[name](text, remote=True)
    declared = next((kind for kind in known.by_kind if type_name(kind) == name), None)
    return None if declared is None else _made(declared, text)


def _made(kind: type, text: str) -> Exception | None:
    """An exception of the interface; None where its class is not made of a text alone."""
    try:
        error = kind(text) if text else kind()
        return error if isinstance(error, Exception) and str(error) == text else None
    except Exception:  # noqa: BLE001 - a constructor is foreign code
        return None
