"""The TLS of one side in a folder, as `tests.tls.certificates.write` makes it and Go reads it too.

Apart from that module, for plugins: it needs the `cryptography` package.
"""

from __future__ import annotations

from pathlib import Path

from gen_plugin_runtime import TlsConfig


def own_tls(folder: str | Path) -> TlsConfig:
    """What this side shows, and whom it trusts."""
    folder = Path(folder)
    return TlsConfig.from_files(
        certificate=folder / "own.pem",
        private_key=folder / "own.key",
        trusted=folder / "trusted.pem",
    )
