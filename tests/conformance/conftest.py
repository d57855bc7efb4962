"""Other people's judges of our HTTP/2 and gRPC, built from the Go module proxy.

============================  =======================================  ============================
test                          judge                                    what is judged
============================  =======================================  ============================
``test_h2spec``               h2spec, all groups, strict               ``website``: the server's
                                                                       connection and driver
``test_interop_server``       grpc-go's interop client                 ``service`` on our server
``test_interop_client``       the suite, against grpc-go's server      our channel
============================  =======================================  ============================

Every case of a judge is a test with the case's own name. Cases that fail are listed in
``test_h2spec.EXCEPTIONS``, cases that are not played in ``interop_cases``, each with its reason.
All of it needs Go, a minute for the first build, and half a minute from then on.
"""

from __future__ import annotations

import pytest
from tests import go_toolchain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

# The commit of h2spec's release 2.6.0: Go takes no tag of a module that has no `v2` in its path.
H2SPEC = "github.com/summerwind/h2spec/cmd/h2spec@v0.0.0-20200804131034-70ac22940108"
INTEROP = "google.golang.org/grpc/interop"


@pytest.fixture(scope="session")
def h2spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program that judges HTTP/2 servers."""
    return go_toolchain.install(tmp_path_factory.mktemp("h2spec"), H2SPEC) / "h2spec"


@pytest.fixture(scope="session")
def grpc_go(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds `client` and `server`, both sides of gRPC's interop suite."""
    return go_toolchain.install(
        tmp_path_factory.mktemp("grpc-go"), f"{INTEROP}/client@latest", f"{INTEROP}/server@latest"
    )
