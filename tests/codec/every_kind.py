"""An interface with a field of each kind, and the name of the message that holds them all."""

from __future__ import annotations

SOURCE = """
from __future__ import annotations
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Protocol
from gen_plugin_runtime import pin

class Tone(Enum):
    ZERO = 0
    ONE = 1
    LOW = -1

@dataclass
class Node:
    text: str
    number: int
    real: float
    flag: bool
    data: bytes
    tone: Tone
    maybe: int | None
    numbers: list[int]
    reals: list[float]
    flags: list[bool]
    tones: list[Tone]
    texts: list[str]
    nodes: list[Node]
    inner: Node | None
    by_text: dict[str, int]
    by_number: dict[int, Node]
    int32: Annotated[int, pin.int32]
    uint32: Annotated[int, pin.uint32]
    uint64: Annotated[int, pin.uint64]
    fixed32: Annotated[int, pin.fixed32]
    sfixed64: Annotated[int, pin.sfixed64]
    sint32s: list[Annotated[int, pin.sint32]]
    sint64s: list[Annotated[int, pin.sint64]]
    sfixed32s: list[Annotated[int, pin.sfixed32]]
    float32s: list[Annotated[float, pin.float32]]

class Reader(Protocol):
    def read(self, node: Node | None, other: int) -> None: ...
"""
MESSAGE = "ReaderReadRequest"
