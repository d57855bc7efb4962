"""JSON values as their text: Go's ``json.RawMessage``."""

from __future__ import annotations

from json import dumps, loads

from gen_plugin_runtime.conversions.json_values import encode_json_value
from gen_plugin_runtime.errors import DecodeError
from gen_plugin_runtime.netrpc.gob.basics import BYTES
from gen_plugin_runtime.netrpc.values.carried import carried

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.json_value import JsonValue

__all__ = ["JSON"]


def _to_text(value: JsonValue) -> bytes:
    encode_json_value(value)  # refuses what gRPC would, with the way to it
    return dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _from_text(data: bytes) -> JsonValue:
    value: JsonValue = loads((data or b"null").decode(), parse_constant=_refuse)
    return value


def _refuse(constant: str) -> None:
    raise DecodeError(f"{constant} is no number of JSON")


JSON = carried(BYTES, _from_text, _to_text, "a value of JSON")
"""A JsonValue. No text is null."""
