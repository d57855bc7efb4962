"""The two `ssl` contexts of a side: for connections that it makes, and those that it accepts."""

from __future__ import annotations

import os
import ssl

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.tls.identity import Identity


def client_context() -> ssl.SSLContext:
    """For connecting: TLS 1.2 at least, the peer's certificate and name verified, no roots yet."""
    return _restricted(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))


def server_context() -> ssl.SSLContext:
    """For accepting: as `client_context`, and clients must show a certificate."""
    context = _restricted(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
    context.verify_mode = ssl.CERT_REQUIRED
    context.num_tickets = 0  # nobody resumes: each would be a message to read for nothing
    return context


def _restricted(context: ssl.SSLContext) -> ssl.SSLContext:
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
    return context


def load_identity(context: ssl.SSLContext, identity: Identity) -> None:
    """Give a context its certificate and key.

    `ssl` reads them from files only. The file is in memory or, where the system has no such files,
    for the owner alone and gone at once.

    Raises:
        ssl.SSLError: They do not fit together.
        OSError: The system refuses the file.
    """
    data = (identity.private_key + identity.certificate).encode()
    if not _load_from_memory(context, data):
        _load_from_disk(context, data)


def _load_from_memory(context: ssl.SSLContext, data: bytes) -> bool:
    if not hasattr(os, "memfd_create"):
        return False
    try:
        descriptor = os.memfd_create("identity")
    except OSError:
        return False  # a sandbox forbids it
    with open(descriptor, "wb", buffering=0) as file:
        file.write(data)
        path = f"/proc/self/fd/{descriptor}"
        if not os.path.exists(path):
            return False
        context.load_cert_chain(path)
    return True


def _load_from_disk(context: ssl.SSLContext, data: bytes) -> None:
    import tempfile

    descriptor, path = tempfile.mkstemp()  # with mode 0600
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
        context.load_cert_chain(path)
    finally:
        os.unlink(path)
