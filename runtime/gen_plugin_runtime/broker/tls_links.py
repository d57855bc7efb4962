"""TLS on brokered connections: who dials is its client, who accepts its server."""

from __future__ import annotations

from time import monotonic

from gen_plugin_runtime.tls.handshake import TIMEOUT, accept_tls, connect_tls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.broker.links import AcceptingEnd, Links
    from gen_plugin_runtime.broker.post import Post
    from gen_plugin_runtime.tls.config import TlsConfig
    from gen_plugin_runtime.transport import TimedByteStream


class TlsLinks:
    """Links whose streams speak TLS. Fits `broker.links.Links`.

    Args:
        below: Makes the streams: sockets, or those of one multiplexed connection.
        config: Whom to trust.
    """

    def __init__(self, below: Links, config: TlsConfig) -> None:
        self._below = below
        self._config = config

    def listen(self, service_id: int, post: Post) -> AcceptingEnd:
        """See `Links`."""
        return _TlsEnd(self._below.listen(service_id, post), self._config)

    def connect(self, service_id: int, post: Post) -> TimedByteStream:
        """See `Links`."""
        return connect_tls(self._below.connect(service_id, post), self._config)

    def answer(self, service_id: int, post: Post) -> None:
        """See `Links`."""
        self._below.answer(service_id, post)

    def close(self) -> None:
        """See `Links`."""
        self._below.close()


class _TlsEnd:
    def __init__(self, below: AcceptingEnd, config: TlsConfig) -> None:
        self._below = below
        self._config = config
        self._opening: TimedByteStream | None = None
        self._closed = False

    def accept(self, seconds: float) -> TimedByteStream | None:
        """Take the first one that is trusted; others are turned away."""
        until = monotonic() + seconds
        while (left := until - monotonic()) > 0 and not self._closed:
            self._opening = self._below.accept(left)
            if self._opening is None:
                return None
            try:
                return accept_tls(self._opening, self._config, min(left, TIMEOUT))
            except OSError:
                continue  # nobody whom this side trusts
            finally:
                self._opening = None
        return None

    def close(self) -> None:
        self._closed = True
        self._below.close()
        opening = self._opening
        if opening is not None:
            opening.close()
