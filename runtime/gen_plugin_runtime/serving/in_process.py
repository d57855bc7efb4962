"""Serving in a process that does something else too (go-plugin: `ServeConfig.Test`)."""

from __future__ import annotations

import os
import threading

from gen_plugin_runtime.config.reattach import ReattachConfig
from gen_plugin_runtime.protocol.environment import PluginEnvironment
from gen_plugin_runtime.serving.agreement import agree
from gen_plugin_runtime.serving.assembly import assemble
from gen_plugin_runtime.serving.output import OutputBuffer
from gen_plugin_runtime.serving.place import listen_for_hosts, place_of
from gen_plugin_runtime.serving.stop_request import StopRequest
from gen_plugin_runtime.serving.supervisor import Supervisor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

    from gen_plugin_runtime.config.serve import ServeConfig


class ServedInProcess:
    """Plugins that are served by a thread, from construction until `close`.

    There is no cookie, no handshake line and no change of signals or of what is printed: hosts come
    by `reattach_config`. The versions that they know are looked for in the environment, as always.

    Attributes:
        reattach_config: Where it serves, for a host in this process or in another one, in Python or
            in Go.

    Args:
        config: What to serve, and how.

    Raises:
        ConfigError: If it cannot be served.
        OSError: If the system refuses to listen.
    """

    def __init__(self, config: ServeConfig) -> None:
        environment = PluginEnvironment(os.environ)
        agreed = agree(config, environment)
        self._config = config
        self._stop = StopRequest()
        self._output = OutputBuffer()
        place = place_of(config, environment)
        self._listener = listen_for_hosts(place)
        try:
            self._assembled = assemble(place, config, agreed, self._stop, self._output)
            self._thread = threading.Thread(
                target=self._serve, name="gen-plugin serve", daemon=True
            )
            self._thread.start()
        except BaseException:
            self._listener.close()
            self._stop.close()
            raise
        self.reattach_config = ReattachConfig(
            self._listener.address,
            network=self._listener.network,
            protocol=agreed.protocol,
            protocol_version=agreed.version,
            pid=os.getpid(),
            test=True,
        )

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the serving has ended, by `close` or because a host asked for it.

        Args:
            timeout: Seconds; None: for ever.

        Returns:
            Whether it has ended.
        """
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def close(self) -> None:
        """End the serving, running calls included after `ServeConfig.grace`. May be repeated."""
        self._stop.make()
        self._thread.join()

    def _serve(self) -> None:
        supervisor = Supervisor(
            self._listener,
            self._assembled.serve,
            self._stop,
            None,
            self._config.connect_timeout,
        )
        try:
            supervisor.run()
        finally:
            self._listener.close()
            self._output.close()
            self._assembled.stop(self._config.grace)
            self._stop.close()

    def __enter__(self) -> ReattachConfig:
        return self.reattach_config

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
