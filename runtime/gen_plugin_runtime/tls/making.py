"""The making of a certificate, by whichever way is the quickest of those that there are."""

from __future__ import annotations

import os
import sys

from gen_plugin_runtime.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.tls.by_program import OpensslRun
    from gen_plugin_runtime.tls.identity import Identity

CURVE = "P-256"
"""Go takes it too. With its own P-521 a handshake costs two and a half times as much."""
DIGEST = "sha256"

_NEITHER = """\
AutoMTLS needs a certificate, and there is nothing to make one with: either install the package \
(pip install 'gen-plugin-runtime[mtls]'), or have the program openssl, 1.1.1 or newer, on PATH"""


class Making:
    """A certificate that is being made. Whoever begins one finishes it.

    The `cryptography` package, where the program has it imported anyway, is quickest; its import
    takes ten times as long as the `openssl` program's whole run, beside which others can work.
    """

    def __init__(self) -> None:
        has_package = sys.modules.get("cryptography.x509") is not None
        self._run = None if has_package else _begin_program()

    def finish(self) -> Identity:
        """Wait for the certificate.

        Raises:
            ConfigError: It cannot be made here; the message says what to install.
        """
        failures: list[str] = []
        if self._run is not None:
            try:
                return self._run.finish()
            except OSError as error:
                failures.append(str(error))
        from gen_plugin_runtime.tls.by_package import make_identity

        try:
            return make_identity(CURVE, DIGEST)
        except ImportError as error:
            failures.append(str(error))
        raise ConfigError(f"{_NEITHER} ({'; '.join(failures)})")


def _begin_program() -> OpensslRun | None:
    if not hasattr(os, "posix_spawnp"):  # Windows
        return None
    from gen_plugin_runtime.tls.by_program import OpensslRun

    try:
        return OpensslRun(CURVE, DIGEST)
    except OSError:
        return None
