"""What the plugin's log and its host learn of what goes on in it."""

from __future__ import annotations

from gen_plugin_runtime.hclog import describe, get_logger

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.config.serve import ServeConfig
    from gen_plugin_runtime.hclog import Logger
    from gen_plugin_runtime.serving.output import OutputBuffer
    from gen_plugin_runtime.serving.stop_request import StopRequest

_LAST_OUTPUT_TIMEOUT = 0.2


def reporting(config: ServeConfig) -> tuple[Logger, Callable[[str, BaseException], None]]:
    """The plugin's logger, and what tells it of the exceptions of implementations."""
    logger = config.logger or get_logger()

    def report(method: str, error: BaseException) -> None:
        # The caller gets the exception; where it came from only the plugin knows.
        logger.debug("an implementation raised", method=method, **describe(error))

    return logger, report


def end_after_output(output: OutputBuffer, stop: StopRequest) -> None:
    """Ask for the end, on behalf of a host, when what was printed before has reached it.

    Go's hosts close the connection as soon as they are answered.
    """
    output.wait_until_taken(_LAST_OUTPUT_TIMEOUT)
    stop.make()
