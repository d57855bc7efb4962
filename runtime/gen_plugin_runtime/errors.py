"""Every exception that the runtime raises, in one tree.

::

    GenPluginError
    ├── ConfigError (ValueError)           a configuration that cannot work: this program's mistake
    │   ├── SecureConfigNoChecksum             a `SecureConfig` without a checksum
    │   └── SecureConfigNoHash                 ... or without the name of a hash
    ├── StartError                         the plugin process did not become usable
    │   ├── ChecksumsDoNotMatch                the program is not the one of `SecureConfig`: not run
    │   ├── LaunchFailed                       the operating system could not start the command
    │   ├── StartTimeout (TimeoutError)        no handshake line within the start timeout
    │   ├── ExitedBeforeHandshake              the process ended first
    │   ├── HandshakeError                     what it printed is not a handshake line
    │   ├── VersionMismatch                    host and plugin share no protocol version
    │   ├── UnsupportedTransport               it speaks a transport that the host does not allow
    │   ├── MultiplexingUnsupported            it cannot multiplex, and the host wants it to
    │   ├── NotListening (ConnectionError)     nobody answers at the address that it printed
    │   ├── TlsFailed (ConnectionError)        one side does not trust the other, or has no TLS
    │   └── ProcessNotFound                    no plugin runs where one was to be reattached to
    ├── UnknownPlugin (KeyError)           `dispense` of a name that is not in the plugin map
    ├── WireError (ValueError)             a value and its bytes do not fit together
    │   ├── EncodeError                        the value cannot be sent
    │   └── DecodeError                        the bytes are not a value of the expected type
    ├── CallError                          a call that did not return a value
    │   ├── PluginError                        the implementation raised: `type_name`, `message`
    │   ├── NotImplementedByPlugin (NotImplementedError)   the peer does not know the method
    │   ├── CallTimeout (TimeoutError)         the deadline passed
    │   ├── CallCancelled                      cancelled by either side
    │   └── ConnectionLost (ConnectionError)   the connection ended under the call
    │       └── PluginCrashed                      because the plugin process ended: `exit_code`
    ├── PeerProtocolError                  the peer broke HTTP/2, gRPC or the broker's protocol
    └── RemoteTraceback                    never raised: the `__cause__` of what was raised remotely

Whose fault it is shows in the class: `ConfigError` and `EncodeError` are this program's,
`StartError`, `PluginError` and `PluginCrashed` the plugin's, `PeerProtocolError` and `DecodeError`
the other side's bytes.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "CallCancelled",
    "CallError",
    "CallTimeout",
    "ChecksumsDoNotMatch",
    "ConfigError",
    "ConnectionLost",
    "DecodeError",
    "EncodeError",
    "ExitedBeforeHandshake",
    "GenPluginError",
    "HandshakeError",
    "LaunchFailed",
    "MultiplexingUnsupported",
    "NotImplementedByPlugin",
    "NotListening",
    "PeerProtocolError",
    "PluginCrashed",
    "PluginError",
    "ProcessNotFound",
    "RemoteTraceback",
    "SecureConfigNoChecksum",
    "SecureConfigNoHash",
    "StartError",
    "StartTimeout",
    "TlsFailed",
    "UnknownPlugin",
    "UnsupportedTransport",
    "VersionMismatch",
    "WireError",
]


class GenPluginError(Exception):
    """Base of all errors of the runtime. They can be pickled, as process pools do."""

    def __reduce__(self) -> tuple[object, ...]:
        # The usual way is to call the class with `args`, which are not what its constructor takes.
        return _restore, (type(self), self.args, vars(self))


def _restore(
    kind: type[GenPluginError], arguments: tuple[object, ...], attributes: dict[str, object]
) -> GenPluginError:
    error = kind.__new__(kind)
    error.args = arguments
    vars(error).update(attributes)
    return error


class ConfigError(GenPluginError, ValueError):
    """A configuration that cannot work, told before anything is started."""


class SecureConfigNoChecksum(ConfigError):
    """A `SecureConfig` has no checksum to compare with."""


class SecureConfigNoHash(ConfigError):
    """A `SecureConfig` does not name a hash by which checksums are made."""


class StartError(GenPluginError):
    """The plugin process did not become usable. Nothing of it is left behind.

    Attributes:
        stderr: The last lines that the plugin wrote to its standard error, oldest first, without
            line ends.
        exit_code: The process's exit code (negative: the signal that ended it), or None if it had
            to be killed.
        diagnosis: What the program's file is, whose it is, and for which machine, where that may be
            the reason; else empty.
    """

    def __init__(
        self, message: str, *, stderr: Sequence[str] = (), exit_code: int | None = None
    ) -> None:
        super().__init__(message)
        self.stderr = tuple(stderr)
        self.exit_code = exit_code
        self.diagnosis = ""

    def __str__(self) -> str:
        message: str = self.args[0]
        if self.diagnosis:
            message += f"\n{self.diagnosis}"
        if not self.stderr:
            return message
        return "\n  | ".join([message + "\nthe plugin's last output:", *self.stderr])


class ChecksumsDoNotMatch(StartError):
    """The file that was to be run has another checksum than `SecureConfig` says: it was not run."""


class LaunchFailed(StartError):
    """The operating system could not start the command: it is missing, or not executable."""


class StartTimeout(StartError, TimeoutError):
    """No handshake line arrived within `ClientConfig.start_timeout`."""


class ExitedBeforeHandshake(StartError):
    """The process ended before it printed a handshake line."""


class HandshakeError(StartError):
    """The first line on the plugin's standard output is not a usable handshake line."""


class VersionMismatch(StartError):
    """Host and plugin have no protocol version in common."""


class UnsupportedTransport(StartError):
    """The plugin offers a transport that `ClientConfig.allowed_protocols` does not list."""


class MultiplexingUnsupported(StartError):
    """The plugin cannot do what `ClientConfig.grpc_broker_multiplex` asks for.

    In go-plugin this is `ErrGRPCBrokerMuxNotSupported`.
    """


class NotListening(StartError, ConnectionError):
    """Nobody accepts connections at the address of the plugin's handshake line."""


class TlsFailed(StartError, ConnectionError):
    """TLS could not be opened: one side does not trust the other, or does not speak TLS."""


class ProcessNotFound(StartError):
    """No plugin runs where `ClientConfig.reattach` says (go-plugin: `ErrProcessNotFound`)."""


class UnknownPlugin(GenPluginError, KeyError):
    """`dispense` was asked for a name that the negotiated plugin map does not have."""

    def __str__(self) -> str:
        return str(self.args[0])  # KeyError would show the repr of its argument


class WireError(GenPluginError, ValueError):
    """A value and its bytes do not fit together.

    Attributes:
        reason: What is wrong, with the value: ``9223372036854775808 does not fit int64``.
        path: Where, from the outside in: ``people[3].age``. Empty while nobody has named it yet.
        remote: Whether it is the other side's value that cannot be sent, or the other side that
            cannot read this side's bytes.
    """

    def __init__(self, reason: str, path: str = "", *, remote: bool = False) -> None:
        super().__init__(reason, path)
        self.reason = reason
        self.path = path
        self.remote = remote

    def __str__(self) -> str:
        text = f"{self.path}: {self.reason}" if self.path else self.reason
        return f"on the other side: {text}" if self.remote else text


class EncodeError(WireError):
    """A value that cannot be sent as the type its interface declares."""


class DecodeError(WireError):
    """Bytes that are not a value of the type the interface declares."""


def argument_path(method: str, parameter: str, rest: str) -> str:
    """The `path` of what is wrong in an argument: ``greet(people=[3].age)``.

    Args:
        method: The method.
        parameter: The parameter.
        rest: From the argument on, if it is not the whole: ``[3].age``, or `` key`` of a dict.
    """
    joint = "=" if rest and not rest.startswith(" ") else ""
    return f"{method}({parameter}{joint}{rest})"


class CallError(GenPluginError):
    """A call that did not return a value.

    Attributes:
        status: gRPC's status code as a number (2 is UNKNOWN), as the field `StatusCode` names it.
        message: The text that came with it.
        details: The messages in the call's `google.rpc.Status`, each by its full name and bytes:
            ``("google.rpc.QuotaFailure", b"...")``.
    """

    def __init__(
        self, message: str, *, status: int = 2, details: Sequence[tuple[str, bytes]] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.details = tuple(details)


class PluginError(CallError):
    """The implementation on the other side raised an exception that is not known on this one.

    An implementation that raises it chooses how its call fails: ``PluginError("", "sold out",
    status=9)``.

    Attributes:
        type_name: The exception's class there, as ``ValueError`` or ``shop.errors.SoldOut``. Empty
            for a peer that sends none: a Go plugin's errors are a status and a message.
    """

    def __init__(
        self,
        type_name: str,
        message: str,
        *,
        status: int = 2,
        details: Sequence[tuple[str, bytes]] = (),
    ) -> None:
        super().__init__(message, status=status, details=details)
        self.type_name = type_name

    def __str__(self) -> str:
        return f"{self.type_name}: {self.message}" if self.type_name else self.message


class NotImplementedByPlugin(CallError, NotImplementedError):
    """The peer does not know the method: it was built from another version of the interface.

    An implementation that raises `NotImplementedError` is something else: that arrives as
    `NotImplementedError`, and not as this class.

    Attributes:
        method: The full path of the method that was called, ``/shop.v1.Shop/Buy``.
        protocol_version: The application's protocol version that both sides agreed on; None where
            there is no handshake, as in tests.
    """

    def __init__(
        self,
        message: str,
        *,
        method: str = "",
        protocol_version: int | None = None,
        details: Sequence[tuple[str, bytes]] = (),
    ) -> None:
        super().__init__(message, status=12, details=details)
        self.method = method
        self.protocol_version = protocol_version


class CallTimeout(CallError, TimeoutError):
    """The call's deadline passed before its reply came."""


class CallCancelled(CallError):
    """The call was cancelled, by this side or by the other."""


class ConnectionLost(CallError, ConnectionError):
    """The connection to the other side ended, or could not be made."""


class PluginCrashed(ConnectionLost):
    """The plugin process ended while it was needed.

    Attributes:
        exit_code: The process's exit code; negative: the number of the signal that ended it. None
            for a plugin that was reattached to, whose parent alone knows.
        stderr: The last lines that it wrote to its standard error, oldest first, without line ends.
    """

    def __init__(self, message: str, *, exit_code: int | None, stderr: Sequence[str] = ()) -> None:
        super().__init__(message, status=14)
        self.exit_code = exit_code
        self.stderr = tuple(stderr)

    def __str__(self) -> str:
        if not self.stderr:
            return self.message
        return "\n  | ".join([self.message + "\nthe plugin's last output:", *self.stderr])


class PeerProtocolError(GenPluginError):
    """The peer sent something that its protocol forbids.

    Attributes:
        code: The protocol's own error number, HTTP/2's ``PROTOCOL_ERROR`` being 1.
    """

    def __init__(self, message: str, *, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


class RemoteTraceback(GenPluginError):
    """Says of an exception that the other side raised it. It is that exception's `__cause__`.

    Attributes:
        method: The full path of the method that was called, ``/shop.v1.Shop/Buy``.
        text: The traceback there, if the other side sends it (`send_tracebacks` of its
            `ServeConfig` or `ClientConfig`).
    """

    def __init__(self, method: str, text: str = "") -> None:
        super().__init__(method, text)
        self.method = method
        self.text = text

    def __str__(self) -> str:
        if not self.text:
            return f"raised on the other side, in {self.method}"
        return f"raised on the other side, in {self.method}:\n\n{self.text}"
