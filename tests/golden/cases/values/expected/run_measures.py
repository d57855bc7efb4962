"""The plugin of `measures.py`: fill in the methods, and let a host start it."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from ipaddress import IPv4Address
from os import PathLike
from pathlib import Path
from typing import Literal
from uuid import UUID

from gen_plugin_runtime import JsonValue, get_logger

from measures import (
    Axis,
    Delivery,
    Frame,
    Meters,
    Order,
    OrderId,
    Route,
    Status,
    Unit,
)
from measures_plugin import serve

logger = get_logger("measures")


class MyMeasures:
    """Every way for a value to travel."""

    def numbers(
        self, small: int, hash: int, offsets: list[int], huge: int, by_size: dict[int, float]
    ) -> int | None:
        raise NotImplementedError

    def bits(
        self, axes: Axis, known: dict[Axis, list[Status]], last: Status = Status.READY
    ) -> set[Axis] | None:
        raise NotImplementedError

    def named(
        self, ids: dict[OrderId, Route | None], width: Meters, height: Meters = Meters(1.5)
    ) -> Delivery:
        raise NotImplementedError

    def documents(
        self, one: JsonValue, by_name: dict[str, JsonValue], settings: JsonValue = None
    ) -> list[JsonValue] | None:
        raise NotImplementedError

    def relay(
        self, unit: Unit, counts: dict[Unit, int], last: Unit | None = Unit.BOX
    ) -> list[Unit]:
        raise NotImplementedError

    def buffers(self, frame: Frame, rows: list[memoryview]) -> bytearray:
        raise NotImplementedError

    def texts(
        self,
        folder: Path,
        file: PathLike[str],
        hosts: list[IPv4Address],
        prices: dict[UUID, Decimal | None],
        unit: Literal["mm", "inch"] = "mm",
    ) -> Decimal:
        raise NotImplementedError

    def instants(
        self,
        order: Order,
        spans: list[timedelta],
        agenda: dict[date, list[datetime]],
        local: datetime,
    ) -> datetime | None:
        raise NotImplementedError


if __name__ == "__main__":
    serve(MyMeasures())
