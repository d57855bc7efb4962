"""What the connection between host and plugin carries: gRPC itself, or a multiplexer below it.

Either way there is a main gRPC connection, and `Links` that make those of the broker. What wraps
streams, on both sides, wraps what is given here: a multiplexer is the outermost of all.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.broker.links import Answer, Links
    from gen_plugin_runtime.transport import TimedByteStream

    Run = Callable[[Answer, TimedByteStream], None]


def wire_host(
    stream: TimedByteStream, links: Links, *, multiplex: bool
) -> tuple[TimedByteStream, Links]:
    """The stream of the main connection, and what makes the broker's.

    Args:
        stream: Connected to the plugin.
        links: Those without a multiplexer.
        multiplex: Whether there is to be one.

    Raises:
        ConnectionLost: The plugin has closed the connection.
    """
    if not multiplex:
        return stream, links
    # Only who multiplexes needs it.
    from gen_plugin_runtime.broker.multiplexed import MultiplexedLinks

    multiplexed = MultiplexedLinks(is_host=True)
    try:
        return multiplexed.start(stream).open(), multiplexed
    except BaseException:
        multiplexed.close()
        raise


def wire_plugin(links: Links, on_end: Callable[[], None], *, multiplex: bool) -> tuple[Run, Links]:
    """What has a host's connection answered until it ends, and what makes the broker's.

    Args:
        links: Those without a multiplexer.
        on_end: Called when the connection has ended after which there can be no other.
        multiplex: Whether there is to be a multiplexer.
    """
    if not multiplex:
        return _answer_itself, links
    from gen_plugin_runtime.broker.serving import MultiplexedServing

    serving = MultiplexedServing(on_end)
    return serving.serve_connection, serving.links


def _answer_itself(answer: Answer, stream: TimedByteStream) -> None:
    answer(stream)
