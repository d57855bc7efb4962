"""A certificate made by the `openssl` program: a few milliseconds, in which others can work."""

from __future__ import annotations

import os
import select
from time import monotonic

from gen_plugin_runtime.tls.identity import Identity

_PROGRAM = "openssl"
_TIMEOUT = 10.0
_READ_SIZE = 64 * 1024
_SERIAL_BYTES = 16
_DAYS = 262980 // 24  # of go-plugin's certificates: about 30 years
_CONFIGURATION = b"""\
[req]
prompt = no
distinguished_name = name
x509_extensions = extensions
[name]
O = gen-plugin
CN = localhost
[extensions]
basicConstraints = critical, CA:TRUE
keyUsage = critical, digitalSignature, keyEncipherment, keyAgreement, keyCertSign
extendedKeyUsage = clientAuth, serverAuth
subjectAltName = DNS:localhost
subjectKeyIdentifier = hash
"""


class OpensslRun:
    """The program at work; `finish` has what it made. The key comes through a pipe, and no file.

    Args:
        curve: The key's, as in ``P-256``.
        digest: The signature's, as in ``sha256``.

    Raises:
        OSError: The program is missing, or cannot be started.
    """

    def __init__(self, curve: str, digest: str) -> None:
        arguments = [
            *(_PROGRAM, "req", "-x509", "-config", "/dev/stdin", "-nodes", f"-{digest}"),
            *("-newkey", "ec", "-pkeyopt", f"ec_paramgen_curve:{curve}"),
            *("-days", str(_DAYS), "-set_serial", f"0x{os.urandom(_SERIAL_BYTES).hex()}"),
        ]
        given = _pipe_of(_CONFIGURATION)
        try:
            self._output, printed = os.pipe()
            wiring = [
                (os.POSIX_SPAWN_DUP2, given, 0),
                (os.POSIX_SPAWN_DUP2, printed, 1),
                (os.POSIX_SPAWN_DUP2, printed, 2),
            ]
            try:
                # Not subprocess: a plugin's start would pay for the import.
                self._pid = os.posix_spawnp(_PROGRAM, arguments, os.environ, file_actions=wiring)
            except BaseException:
                os.close(self._output)
                raise
            finally:
                os.close(printed)
        finally:
            os.close(given)

    def finish(self) -> Identity:
        """Wait for the end.

        Raises:
            OSError: It failed, with what it said.
        """
        try:
            output = self._read()
        except BaseException:
            self._kill()
            raise
        finally:
            os.close(self._output)
            self._reap()
        try:
            return Identity(_block(output, "CERTIFICATE"), _block(output, "PRIVATE KEY"))
        except ValueError:
            raise OSError(f"the program openssl made none: {_without_blocks(output)}") from None

    def _read(self) -> str:
        until = monotonic() + _TIMEOUT
        poll = select.poll()  # select takes no descriptor above 1023
        poll.register(self._output, select.POLLIN)
        output = b""
        while True:
            if not poll.poll(max(0.0, until - monotonic()) * 1000):
                raise TimeoutError(f"the program openssl made none within {_TIMEOUT:g} seconds")
            data = os.read(self._output, _READ_SIZE)
            if not data:
                return output.decode("utf-8", "replace")
            output += data

    def _kill(self) -> None:
        import signal  # it takes its time, and this is rare

        os.kill(self._pid, signal.SIGKILL)

    def _reap(self) -> None:
        try:
            os.waitpid(self._pid, 0)
        except ChildProcessError:
            return  # this process has others do that, or nobody


def _pipe_of(data: bytes) -> int:
    """A descriptor to read `data` from, which is less than any pipe holds."""
    reading, writing = os.pipe()
    os.write(writing, data)
    os.close(writing)
    return reading


def _block(text: str, kind: str) -> str:
    _, begin, rest = text.partition(f"-----BEGIN {kind}-----\n")
    body, end, _ = rest.partition(f"-----END {kind}-----\n")
    if not begin or not end:
        raise ValueError(f"there is no {kind}")
    return f"{begin}{body}{end}"


def _without_blocks(text: str) -> str:
    """What it said to people. No key, whole or in part, gets into an error."""
    said = text.partition("-----BEGIN")[0].strip().replace("\n", " / ")
    return said or "it said nothing"
