"""Values that the wire has no type for, or several."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum, Flag, IntFlag
from pathlib import Path
from typing import Annotated, Literal, NewType, Protocol
from uuid import UUID

from gen_plugin_runtime import JsonValue, pin


OrderId = NewType("OrderId", UUID)
Meters = NewType("Meters", float)
Route = NewType("Route", list[Meters])


class Unit(Enum):
    """What is counted; there may be more to come."""

    PIECE = "piece"
    BOX = "box"


class Axis(Flag):
    """Directions, some or all."""

    X = 1
    Y = 2


class Status(IntFlag):
    """Bits of a device, of which it may have more."""

    READY = 1


@dataclass
class Frame:
    """A picture, as a contract of long ago has it."""

    width: Annotated[int, pin.uint32]
    height: Annotated[int, pin.uint32] = 480
    scale: Annotated[float, pin.float32] = 1.0
    pixels: bytearray | None = None


@dataclass(frozen=True)
class Order:
    """Something bought, at some time."""

    id: OrderId
    price: Decimal
    placed: datetime
    meeting: Annotated[datetime, pin.zoned] | None
    delivered: date | None = None


Delivery = NewType("Delivery", Order)


class Measures(Protocol):
    """Every way for a value to travel."""

    def numbers(
        self,
        small: Annotated[int, pin.int32],
        hash: Annotated[int, pin.fixed64],
        offsets: list[Annotated[int, pin.sint64]],
        huge: Annotated[int, pin.bigint],
        by_size: dict[Annotated[int, pin.bigint], Annotated[float, pin.float32]],
    ) -> Annotated[int, pin.uint64] | None: ...

    def bits(
        self, axes: Axis, known: dict[Axis, list[Status]], last: Status = Status.READY
    ) -> set[Axis] | None: ...

    def named(
        self, ids: dict[OrderId, Route | None], width: Meters, height: Meters = Meters(1.5)
    ) -> Delivery: ...

    def documents(
        self, one: JsonValue, by_name: dict[str, JsonValue], settings: JsonValue = None
    ) -> list[JsonValue] | None: ...

    def relay(
        self,
        unit: Annotated[Unit, pin.open],
        counts: dict[Annotated[Unit, pin.open], int],
        last: Annotated[Unit, pin.open] | None = Unit.BOX,
    ) -> list[Annotated[Unit, pin.open]]: ...

    def buffers(self, frame: Frame, rows: list[memoryview]) -> bytearray: ...

    def texts(
        self,
        folder: Path,
        file: os.PathLike[str],
        hosts: list[ipaddress.IPv4Address],
        prices: dict[UUID, Decimal | None],
        unit: Literal["mm", "inch"] = "mm",
    ) -> Decimal: ...

    def instants(
        self,
        order: Order,
        spans: list[timedelta],
        agenda: dict[date, list[Annotated[datetime, pin.zoned]]],
        local: Annotated[datetime, pin.naive],
    ) -> datetime | None: ...
