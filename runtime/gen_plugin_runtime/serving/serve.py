"""`serve`: the whole life of a plugin process, step by step (go-plugin: `Serve`)."""

from __future__ import annotations

import os
import sys

from gen_plugin_runtime.errors import ConfigError
from gen_plugin_runtime.hclog import get_logger
from gen_plugin_runtime.protocol.environment import PluginEnvironment, clear_for_children
from gen_plugin_runtime.protocol.handshake_line import format_handshake_line
from gen_plugin_runtime.serving.agreement import agree
from gen_plugin_runtime.serving.assembly import assemble
from gen_plugin_runtime.serving.host_watch import HostWatch
from gen_plugin_runtime.serving.output import STDOUT, CapturedOutput, OutputBuffer
from gen_plugin_runtime.serving.place import listen_for_hosts, place_of
from gen_plugin_runtime.serving.stop_request import StopRequest
from gen_plugin_runtime.serving.supervisor import Supervisor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.addresses import Listener
    from gen_plugin_runtime.config.handshake import HandshakeConfig
    from gen_plugin_runtime.config.serve import ServeConfig
    from gen_plugin_runtime.hclog import Logger
    from gen_plugin_runtime.protocol.handshake_line import HandshakeLine
    from gen_plugin_runtime.serving.agreement import Agreed
    from gen_plugin_runtime.serving.place import Place

_NOT_BY_HAND = """\
This program is a plugin: it is meant to be started by its host, not by hand.
Start the host instead. A host in Python starts this plugin with

    with launch([sys.executable, {program}]) as plugin:
        ...
"""

_LONGEST_EXIT_WITHOUT_HOST = 5.0
_HOST_CHECK_INTERVAL = 1.0


def serve(config: ServeConfig) -> None:
    """Serve plugins until the host says stop, or is gone. Call it last in the plugin's main module.

    While it serves, `print` and `sys.stderr` go to the host's copies of standard output and error,
    and the logger of `get_logger` to the host's log. What was printed and flushed before has
    already reached the host, which takes it for a broken handshake: print nothing at import time.

    Args:
        config: What to serve, and how.

    Raises:
        SystemExit: With code 1, after an explanation on stderr, if no host started this program.
        ConfigError: If the configuration and the host's wishes do not fit together, or standard
            output is closed.
        OSError: If the system refuses to listen.
    """
    _check_cookie(config.handshake)
    _check_standard_descriptors()
    environment = PluginEnvironment(os.environ)
    clear_for_children(os.environ, config.handshake.magic_cookie_key)
    agreed = agree(config, environment)
    _join_logging()
    place = place_of(config, environment)
    listener = listen_for_hosts(place)
    try:
        host = _serve_at(listener, place, config, agreed)
    finally:
        listener.close()
    if host is not None:
        _end_with(host, config.grace)


def _check_cookie(handshake: HandshakeConfig) -> None:
    if os.environ.get(handshake.magic_cookie_key) == handshake.magic_cookie_value:
        return
    sys.stderr.write(_NOT_BY_HAND.format(program=_own_arguments()))
    raise SystemExit(1)


def _own_arguments() -> str:
    """What this program was started with, behind the interpreter, as Python writes it."""
    spec = getattr(sys.modules.get("__main__"), "__spec__", None)
    if spec is not None:  # a file within a package has to be started as a module of it
        return f"'-m', {spec.name.removesuffix('.__main__')!r}"
    return repr(sys.argv[0] if sys.argv else "main.py")


def _check_standard_descriptors() -> None:
    """Find out what the program has closed before a socket gets its number, and our log with it."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            if descriptor == STDOUT:
                raise ConfigError(
                    "the program has closed its standard output, where its host waits for the "
                    "handshake line: leave it open"
                ) from None
            os.open(os.devnull, os.O_RDWR)


def _join_logging() -> None:
    """Send `logging` to the host's log, if the program uses it and has not set it up itself."""
    logging = sys.modules.get("logging")
    if logging is not None and not logging.getLogger().handlers:
        from gen_plugin_runtime.logging_bridge import join_logging

        join_logging()


def _serve_at(
    listener: Listener, place: Place, config: ServeConfig, agreed: Agreed
) -> HostWatch | None:
    """Serve; what to watch the host by from now on, unless the plugin may outlive it."""
    stop = StopRequest()
    buffer = OutputBuffer()
    assembled = assemble(place, config, agreed, stop, buffer)
    host_is_gone = True
    output = CapturedOutput(buffer)
    host = HostWatch(output.real_stdout) if config.end_with_host else None
    try:
        if _announce(output.real_stdout, agreed.line(listener)):
            output.start()
            _handle_signals(config.logger or get_logger(), listener, stop)
            if host is not None:
                host.look_for_process()
            supervisor = Supervisor(listener, assembled.serve, stop, host, config.connect_timeout)
            host_is_gone = supervisor.run()
    finally:
        output.restore()
        buffer.close()
        assembled.stop(0.0 if host_is_gone else config.grace)
        _forget_bell(stop)
        stop.close()
    return host and host.through(STDOUT)


def _announce(stdout: int, line: HandshakeLine) -> bool:
    """Print the handshake line; whether the host is still there to read it."""
    try:
        os.write(stdout, os.fsencode(format_handshake_line(line)))  # there is a path in it
    except BrokenPipeError:
        return False
    return True


def _handle_signals(logger: Logger, listener: Listener, stop: StopRequest) -> None:
    # Imported only now: it takes its time, and the host has its line.
    from gen_plugin_runtime.serving.signals import handle_signals

    handle_signals(logger, listener.remove, stop.bell)


def _forget_bell(stop: StopRequest) -> None:
    from gen_plugin_runtime.serving.signals import forget_bell

    forget_bell(stop.bell)


def _end_with(host: HostWatch, grace: float) -> None:
    """See to it that threads of the program do not keep alive a plugin whose host is gone."""
    import threading
    import time

    def exit_late() -> None:
        while not host.is_gone():
            time.sleep(_HOST_CHECK_INTERVAL)
        time.sleep(max(grace, _LONGEST_EXIT_WITHOUT_HOST))
        os._exit(0)

    threading.Thread(target=exit_late, name="gen-plugin exit", daemon=True).start()
