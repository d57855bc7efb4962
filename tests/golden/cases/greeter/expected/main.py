"""The plugin of `greeter.py`: fill in the methods, and let a host start it."""

from gen_plugin_runtime import get_logger

from greeter_plugin import serve

logger = get_logger("greeter")


class MyGreeter:
    """Somebody who greets."""

    def greet(self) -> str:
        """A greeting."""
        raise NotImplementedError


if __name__ == "__main__":
    serve(MyGreeter())
