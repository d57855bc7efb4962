"""The plugin of `labels.py`: fill in the methods, and let a host start it."""

from gen_plugin_runtime import Omitted, get_logger

from labels_plugin import serve

logger = get_logger("labels")


class MyLabels:
    """Implements `Labels`."""

    def put(self, name: str, tags: list[str] = [], notes: dict[str, str] = {}) -> None:
        raise NotImplementedError

    def path(
        self,
        name: str,
        sep: str | Omitted = Omitted.OMITTED,
        *,
        depth: int | None | Omitted = Omitted.OMITTED,
    ) -> str:
        raise NotImplementedError

    def read(
        self, name: str, size: int | Omitted = Omitted.OMITTED, /, *, raw: bool = False
    ) -> bytes:
        raise NotImplementedError


if __name__ == "__main__":
    serve(MyLabels())
