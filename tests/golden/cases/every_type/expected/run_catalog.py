"""The plugin of `catalog.py`: fill in the methods, and let a host start it."""

from gen_plugin_runtime import get_logger

from catalog import Colour, Item, Priority, Size, Step, Tree
from catalog_plugin import serve

logger = get_logger("catalog")


class MyCatalog:
    """Everything there is."""

    def ping(self) -> None:
        raise NotImplementedError

    def scalars(self, text: str, number: int, real: float, flag: bool, data: bytes) -> str:
        """One of each."""
        raise NotImplementedError

    def optional(
        self, text: str | None, number: int | None, item: Item | None, step: Step | None
    ) -> int | None:
        raise NotImplementedError

    def lists(self, numbers: list[int], items: list[Item], colours: list[Colour]) -> list[str]:
        raise NotImplementedError

    def dicts(
        self,
        by_name: dict[str, Item],
        by_number: dict[int, str],
        by_flag: dict[bool, bytes],
        by_colour: dict[Colour, int],
        by_real: dict[float, Step],
    ) -> dict[str, int]:
        raise NotImplementedError

    def nested(
        self,
        matrix: list[list[int]],
        gaps: list[int | None],
        groups: dict[str, list[Item]],
        maybe: list[str] | None,
        maybe_map: dict[str, str] | None,
        deep: dict[str, dict[int, list[Size | None]]],
    ) -> list[list[Colour]]:
        raise NotImplementedError

    def defaults(
        self,
        text: str = 'it\'s "quoted"',
        number: int = -1,
        real: float = 1.0,
        flag: bool = True,
        data: bytes = b"\x00\xff",
        colour: Colour = Colour.BLUE,
        nothing: int | None = None,
        something: int | None = 5,
    ) -> Tree:
        raise NotImplementedError

    def keywords(self, name: str, *, loud: bool, times: int = 1) -> Priority:
        """Keyword-only parameters keep their shape.

        Args:
            name: Whom.
            loud: How.
            times: How often.
        """
        raise NotImplementedError


if __name__ == "__main__":
    serve(MyCatalog())
