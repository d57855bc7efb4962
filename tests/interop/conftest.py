"""go-plugin's own programs, built as they are from the Go module proxy at its newest release."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import go_toolchain
from tests.interop import desk as desk_programs
from tests.interop import lives
from tests.tls.certificates import identity, write

OWN = Path(__file__).parent / "go"
EXAMPLES = "github.com/hashicorp/go-plugin/examples"


@pytest.fixture(scope="session")
def go_programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds `grpc` (a host) and `plugin-go-grpc` (a plugin)."""
    return go_toolchain.install(
        tmp_path_factory.mktemp("go-plugin"),
        f"{EXAMPLES}/grpc@latest",
        f"{EXAMPLES}/grpc/plugin-go-grpc@latest",
    )


@pytest.fixture(scope="session")
def bidirectional(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds `bidirectional` (a host) and `plugin-go-grpc` (a plugin)."""
    return go_toolchain.install(
        tmp_path_factory.mktemp("go-plugin-bidirectional"),
        f"{EXAMPLES}/bidirectional@latest",
        f"{EXAMPLES}/bidirectional/plugin-go-grpc@latest",
    )


@pytest.fixture(scope="session")
def own_programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds `host` and `plugin`, ours, on go-plugin's library: see `go/`."""
    folder = tmp_path_factory.mktemp("own-go-programs")
    for name in ("host", "plugin"):
        go_toolchain.build(folder, OWN / name)
    return folder


@pytest.fixture(scope="session")
def go_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A host and a plugin on go-plugin's library, which pass objects to each other."""
    return go_toolchain.build(tmp_path_factory.mktemp("go-desk"), OWN, "desk")


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds the same in Python."""
    return desk_programs.write(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="session")
def life(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The program `go/lifecycle`, which is host and plugin."""
    return str(go_toolchain.build(tmp_path_factory.mktemp("lifecycle"), OWN, "lifecycle"))


@pytest.fixture(params=["grpc", "netrpc"])
def transport(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the plugins of `lives` speak."""
    transport: str = request.param
    monkeypatch.setenv("LIFE_PROTOCOL", transport)
    return transport


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The TLS of a host and of its plugin."""
    folder, host, plugin = tmp_path_factory.mktemp("tls"), identity(), identity("P-521")
    return write(folder / "host", host, plugin), write(folder / "plugin", plugin, host)


@pytest.fixture(params=["plain", "mtls", "own"])
def security(request: pytest.FixtureRequest, folders: tuple[Path, Path]) -> lives.Security:
    """How the hosts and plugins of `lives` are secured."""
    return lives.security(request.param, *folders)
