"""`Arrival`: a stream that the other side has just opened."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.yamux.multiplexer import Multiplexer
    from gen_plugin_runtime.yamux.stream import YamuxStream


class Arrival:
    """What can be done with it by the one who is told of it, there and then.

    Left alone it waits for `Session.accept`.

    Args:
        stream: The stream; it is nobody's yet.
    """

    __slots__ = ("_multiplexer", "_stream")

    def __init__(self, multiplexer: Multiplexer, stream: YamuxStream) -> None:
        self._multiplexer = multiplexer
        self._stream = stream

    def accept(self) -> YamuxStream:
        """Take it, before others that wait."""
        self._multiplexer.accept(self._stream.stream_id)
        return self._stream

    def refuse(self) -> None:
        """Reset it."""
        self._multiplexer.refuse(self._stream.stream_id)
