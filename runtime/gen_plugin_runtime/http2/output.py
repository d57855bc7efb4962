"""What waits to be written, in the order in which the peer must see it."""

from __future__ import annotations

from gen_plugin_runtime.http2.faults import flood
from gen_plugin_runtime.http2.limits import MAX_QUEUED_CONTROL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.transport import Buffer

    Chunk = Buffer | memoryview


_JOINED = 128 * 1024
"""Bytes up to which copying chunks into one costs less than writing each by itself."""


class Output:
    """The frames that were made and not yet taken.

    Attributes:
        size: Their bytes.
    """

    __slots__ = ("_answers", "_chunks", "size")

    def __init__(self) -> None:
        self._chunks: list[Chunk] = []
        self._answers = 0
        self.size = 0

    def __bool__(self) -> bool:
        return bool(self._chunks)

    def add(self, chunk: Chunk) -> None:
        """Queue what this side wants to say."""
        self._chunks.append(chunk)
        self.size += len(chunk)

    def answer(self, frame: bytes) -> None:
        """Queue what the peer made this side say.

        Raises:
            ConnectionProtocolError: The peer asks and asks, and does not read the answers.
        """
        self._answers += 1
        if self._answers > MAX_QUEUED_CONTROL:
            raise flood("answers are not read")
        self.add(frame)

    def take(self) -> list[Chunk]:
        """Everything that waits, the small of it joined; it is the caller's now."""
        chunks = self._chunks
        if len(chunks) > 1:
            chunks = [b"".join(chunks)] if self.size <= _JOINED else _joined(chunks)
        self._chunks, self._answers, self.size = [], 0, 0
        return chunks


def _joined(chunks: list[Chunk]) -> list[Chunk]:
    """The chunks with each run of small ones in one: each costs a call of the system."""
    joined: list[Chunk] = []
    run: list[Chunk] = []
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > _JOINED and run:
            joined.append(b"".join(run) if len(run) > 1 else run[0])
            run, size = [], len(chunk)
        run.append(chunk)
    joined.append(b"".join(run) if len(run) > 1 else run[0])
    return joined
