"""`Failure`: how a call failed, as it is sent."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


class Failure:
    """How a call failed.

    Attributes:
        code: gRPC's status code.
        text: What a peer shows its user.
        details: An encoded `google.rpc.Status`, or nothing.
    """

    __slots__ = ("code", "details", "text")

    def __init__(self, code: int, text: str, details: bytes = b"") -> None:
        self.code: Final = code
        self.text: Final = text
        self.details: Final = details
