"""TLS on the plugin's side. Loaded where the host or the plugin's own configuration asks for it."""

from __future__ import annotations

from gen_plugin_runtime.errors import ConfigError
from gen_plugin_runtime.protocol.environment import CLIENT_CERT
from gen_plugin_runtime.tls.identity import der_from_pem, field_from_der
from gen_plugin_runtime.tls.making import Making

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_plugin_runtime.hclog import Logger
    from gen_plugin_runtime.tls.config import TlsConfig
    from gen_plugin_runtime.transport import TimedByteStream

    Answer = Callable[[TimedByteStream], None]


def auto_mtls(host_certificate: str) -> tuple[TlsConfig, str]:
    """Answer a host's certificate.

    Args:
        host_certificate: In PEM, as the environment has it.

    Returns:
        The TLS to speak, and this plugin's certificate for the handshake line.

    Raises:
        ConfigError: The host's certificate cannot be read, or none can be made here.
    """
    try:
        host = der_from_pem(host_certificate)
    except ValueError as error:
        raise _unreadable(error) from None
    making = Making()
    # `ssl` is loaded while the certificate is being made.
    from gen_plugin_runtime.tls.config import MutualTls

    identity = making.finish()
    try:
        tls = MutualTls(identity).trusting(host)
    except ValueError as error:
        raise _unreadable(error) from None
    return tls, field_from_der(der_from_pem(identity.certificate))


def _unreadable(error: ValueError) -> ConfigError:
    return ConfigError(
        f"the certificate that the host sent for AutoMTLS ({CLIENT_CERT}) cannot be read: {error}"
    )


def secured(answer: Answer, config: TlsConfig, logger: Logger, *, alpn: str | None) -> Answer:
    """Answers a connection once TLS is open on it; a stranger's is closed, and logged.

    Args:
        answer: Answers it then.
        config: Whom to trust.
        logger: Told of strangers.
        alpn: As for `accept_tls`.
    """
    from gen_plugin_runtime.tls.handshake import accept_tls

    def log(error: OSError) -> None:
        logger.warn("refused a connection", reason=str(error))  # noqa: G010 - hclog has no other

    def answer_trusted(stream: TimedByteStream) -> None:
        try:
            opened = accept_tls(stream, config, alpn=alpn, on_refusal=log)
        except OSError:
            return
        answer(opened)

    return answer_trusted
