"""The plugin of `measures.py`: fill in the methods, and let a host start it."""

from gen_plugin_runtime import get_logger

from measures import Frame
from measures_plugin import serve

logger = get_logger("measures")


class MyMeasures:
    """Every way for a value to travel."""

    def numbers(
        self, small: int, hash: int, offsets: list[int], huge: int, by_size: dict[int, float]
    ) -> int | None:
        raise NotImplementedError

    def buffers(self, frame: Frame, rows: list[memoryview]) -> bytearray:
        raise NotImplementedError


if __name__ == "__main__":
    serve(MyMeasures())
