"""The plugin of `legacy.py`: fill in the methods, and let a host start it."""

from gen_plugin_runtime import get_logger

from legacy import User
from wire import serve

logger = get_logger("people")


class MyDirectory:
    """Finds people."""

    def find(self, name: str) -> User | None:
        raise NotImplementedError

    def forget(self, name: str) -> None:
        raise NotImplementedError


if __name__ == "__main__":
    serve(MyDirectory())
