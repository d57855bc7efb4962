"""The probe with TLS of its own: ``python tls_probe.py FOLDER``, whose files `write` makes."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tests.host.interface import HANDSHAKE, ProbePlugin
from tests.host.programs.probe import RealProbe, protocol
from tests.tls.folders import own_tls

from gen_plugin_runtime import ServeConfig, TlsConfig, serve


def provide() -> TlsConfig | None:
    """The TLS of the folder; none, if it is empty."""
    folder = Path(sys.argv[1])
    print("asked for TLS", file=sys.stderr)
    if not (folder / "own.pem").exists():
        return None
    return own_tls(folder)


if __name__ == "__main__":
    plugins = {"probe": ProbePlugin(RealProbe())}
    serve(ServeConfig(HANDSHAKE, plugins, protocol=protocol(), tls_provider=provide))
