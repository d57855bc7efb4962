"""What a list of header fields must look like (RFC 9113 sections 8.2, 8.3 and 8.6)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gen_plugin_runtime.http2.hpack import Field

_NAME_CHARACTERS = frozenset(
    chr(code) for code in range(0x21, 0x7F) if not chr(code).isupper() and chr(code) != ":"
)
CONNECTION_SPECIFIC = frozenset(
    ("connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade")
)
_REQUEST_PSEUDO = frozenset((":method", ":scheme", ":path", ":authority"))
_RESPONSE_PSEUDO = frozenset((":status",))


def check_request(fields: Sequence[Field]) -> str | None:
    """What is wrong with the fields of a request, or None."""
    pseudo, fault = _split(fields, _REQUEST_PSEUDO)
    return fault or _check_request_pseudo(pseudo)


def check_response(fields: Sequence[Field]) -> str | None:
    """What is wrong with the fields of a response, or None."""
    pseudo, fault = _split(fields, _RESPONSE_PSEUDO)
    if fault:
        return fault
    status = pseudo.get(":status", "")
    if len(status) != 3 or not status.isascii() or not status.isdigit():
        return "no valid :status"
    if status == "101":
        return "101 (Switching Protocols) does not exist in HTTP/2"  # section 8.6
    return None


def check_trailers(fields: Sequence[Field]) -> str | None:
    """What is wrong with a trailer section, or None."""
    return _split(fields, frozenset())[1]


def content_length(fields: Iterable[Field]) -> int | None:
    """The announced length of the body.

    Raises:
        ValueError: It is not a number, or there are two that differ.
    """
    values = {value for name, value in fields if name == "content-length"}
    if not values:
        return None
    value = values.pop()
    if values or not value.isascii() or not value.isdigit() or len(value) > 18:
        raise ValueError("invalid content-length")
    return int(value)


def _split(
    fields: Sequence[Field], allowed_pseudo: frozenset[str]
) -> tuple[dict[str, str], str | None]:
    """The pseudo fields, and what is wrong with any field."""
    pseudo: dict[str, str] = {}
    regular = False
    for name, value in fields:
        if name[:1] == ":":
            if regular:
                return pseudo, f"{name} after a regular field"
            if name not in allowed_pseudo:
                return pseudo, f"{name!r} does not belong here"
            if name in pseudo:
                return pseudo, f"{name} twice"
            pseudo[name] = value
        else:
            regular = True
            fault = _check_regular(name, value)
            if fault:
                return pseudo, fault
        if not _is_value(value):
            return pseudo, f"the value of {name} has forbidden characters"
    return pseudo, None


def _check_regular(name: str, value: str) -> str | None:
    if not name or not _NAME_CHARACTERS.issuperset(name):
        return f"{name!r} is not a field name"
    if name in CONNECTION_SPECIFIC:
        return f"{name} is specific to a connection"
    if name == "te" and value != "trailers":
        return "te may only be 'trailers'"
    return None


def _is_value(value: str) -> bool:
    # Spaces at the ends are let through, against section 8.2.1: gRPC leaves spaces unescaped, so a
    # status text that ends with one comes like that from Go.
    return "\0" not in value and "\r" not in value and "\n" not in value


def _check_request_pseudo(pseudo: dict[str, str]) -> str | None:
    if pseudo.get(":method") == "CONNECT":
        # Section 8.5: CONNECT names its target in :authority alone.
        ok = ":authority" in pseudo and ":scheme" not in pseudo and ":path" not in pseudo
        return None if ok else "CONNECT with the wrong pseudo fields"
    for name in (":method", ":scheme", ":path"):
        if not pseudo.get(name):
            return f"no {name}"
    return None
