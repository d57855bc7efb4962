"""The plugin: says "Hello!", to its caller and to the host's log."""

from gen_plugin_runtime import get_logger
from greeter_plugin import serve

logger = get_logger("greeter")


class MyGreeter:
    """Somebody who greets."""

    def greet(self) -> str:
        """A greeting."""
        logger.info("Hello!")
        return "Hello!"


if __name__ == "__main__":
    logger.info("message from plugin")
    serve(MyGreeter())
