"""`SecureConfig`: only the right file is run, and what is checked is what is run."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.host.support import PROBE, probe_config

from gen_plugin_runtime import (
    ChecksumsDoNotMatch,
    Client,
    ConfigError,
    LaunchFailed,
    SecureConfig,
    SecureConfigNoChecksum,
    SecureConfigNoHash,
    StartError,
)
from gen_plugin_runtime.host.command import PluginCommand
from gen_plugin_runtime.host.verified import verified_program

if TYPE_CHECKING:
    from gen_plugin_runtime import ClientConfig

pytestmark = pytest.mark.usefixtures("nothing_left")

WRONG = b"\1" * 32


def sha256(path: str | Path) -> bytes:
    return hashlib.sha256(Path(path).read_bytes()).digest()


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program that leaves a mark, and then is the probe."""
    path = tmp_path / "bin" / "the-plugin"
    path.parent.mkdir()
    path.write_text(f'#!/bin/sh\ntouch {tmp_path}/ran\nexec {PROBE[0]} {PROBE[1]} "$@"\n')
    path.chmod(0o755)
    return path


def refused(config: ClientConfig, kind: type[StartError] = ChecksumsDoNotMatch) -> str:
    client = Client(config)
    with pytest.raises(StartError) as caught:
        client.start()
    assert type(caught.value) is kind, caught.value
    client.kill()
    return str(caught.value)


def test_the_right_checksum(program: Path) -> None:
    """TestClient_SecureConfig, the good case; and the quirk "hash object works once": not ours."""
    secure = SecureConfig(sha256(program), "sha256")
    for _ in range(2):
        with Client(probe_config(command=[program], secure_config=secure)) as client:
            assert client.dispense("probe").echo(1) == 1


def test_the_wrong_checksum_and_nothing_is_run(program: Path, tmp_path: Path) -> None:
    """TestClient_SecureConfig."""
    text = refused(probe_config(command=[program], secure_config=SecureConfig(WRONG, "sha256")))
    assert str(program) in text
    assert "nothing was run" in text
    assert not (tmp_path / "ran").exists()


def test_nothing_at_all_is_run_before_the_check(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even the program that would make the host's certificate."""
    openssl = tmp_path / "bin" / "openssl"
    openssl.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\nexit 1\n")
    openssl.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    secure = SecureConfig(WRONG, "sha256")
    refused(probe_config(command=[program], secure_config=secure, auto_mtls=True))
    assert not (tmp_path / "ran").exists()


def test_with_auto_mtls(program: Path) -> None:
    secure = SecureConfig(sha256(program).hex(), "sha256")
    config = probe_config(command=[program], secure_config=secure, auto_mtls=True)
    with Client(config) as client:
        assert client.dispense("probe").echo(1) == 1


def test_checksums_are_compared_in_constant_time(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return False

    monkeypatch.setattr("hmac.compare_digest", compare)
    refused(probe_config(command=[program], secure_config=SecureConfig(WRONG, "sha256")))
    assert compared == [(sha256(program), WRONG)]


def test_a_script_is_checked_where_it_is_named() -> None:
    """The program of such a command is the interpreter, which is not what one means to check."""
    secure = SecureConfig(sha256(PROBE[1]), "sha256", file=PROBE[1])
    with Client(probe_config(secure_config=secure)) as client:
        assert client.dispense("probe").echo(1) == 1
    text = refused(probe_config(secure_config=SecureConfig(sha256(PROBE[1]), "sha256")))
    assert os.path.basename(PROBE[0]) in text


def test_a_script_relative_to_the_plugins_directory() -> None:
    folder, name = os.path.split(PROBE[1])
    secure = SecureConfig(sha256(PROBE[1]), "sha256", file=Path(name))
    config = probe_config(command=[sys.executable, name], cwd=folder, secure_config=secure)
    with Client(config) as client:
        assert client.dispense("probe").echo(1) == 1


def test_the_program_is_found_by_the_plugins_path(program: Path, tmp_path: Path) -> None:
    """In order, past what cannot be run, relative names in the plugin's directory."""
    decoy = tmp_path / "decoy" / "the-plugin"
    decoy.parent.mkdir()
    decoy.write_text("not executable")
    other = tmp_path / "other" / "the-plugin"
    other.parent.mkdir()
    other.write_text("#!/bin/sh\nexit 9\n")
    other.chmod(0o755)
    secure = SecureConfig(sha256(program), "sha256")
    path = f"{tmp_path}/none:{tmp_path}/decoy:bin:{tmp_path}/other:{os.environ['PATH']}"
    options = {"command": ["the-plugin"], "cwd": tmp_path, "env": {"PATH": path}}
    with Client(probe_config(secure_config=secure, **options)) as client:
        assert client.dispense("probe").echo(1) == 1
    other_first = {**options, "env": {"PATH": f"{tmp_path}/other:{path}"}}
    assert str(other) in refused(probe_config(secure_config=secure, **other_first))


def test_the_file_that_was_checked_is_the_one_that_is_launched(program: Path) -> None:
    command = PluginCommand(("the-plugin",), {"PATH": str(program.parent)}, None)
    found = verified_program(command, SecureConfig(sha256(program), "sha256"))
    assert found == str(program)


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    secure = SecureConfig(WRONG, "sha256")
    for name in ("/no/such/program", "no-such-program"):
        assert name in refused(probe_config(command=[name], secure_config=secure), LaunchFailed)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    secure = SecureConfig(WRONG, "sha256", file=tmp_path / "none")
    assert "cannot be verified: No such file" in refused(probe_config(secure_config=secure))
    secure = SecureConfig(WRONG, "sha256", file=tmp_path)
    assert "cannot be verified: Is a directory" in refused(probe_config(secure_config=secure))


@pytest.mark.parametrize("name", ["sha256", "sha512", "sha1", "md5", "blake2b", "sha3_256"])
def test_any_hash_of_a_fixed_length(program: Path, name: str) -> None:
    right = hashlib.new(name, program.read_bytes())
    SecureConfig(right.digest(), name).check(str(program))
    SecureConfig(right.hexdigest().upper(), name).check(str(program))
    with pytest.raises(ChecksumsDoNotMatch, match=name):
        SecureConfig(bytes(right.digest_size), name).check(str(program))


def test_what_cannot_be_checked_is_a_mistake_of_the_configuration() -> None:
    """ErrSecureConfigNoChecksum and ErrSecureConfigNoHash; told when it is made."""
    with pytest.raises(SecureConfigNoChecksum):
        SecureConfig(b"", "sha256")
    with pytest.raises(SecureConfigNoChecksum):
        SecureConfig("", "sha256")
    with pytest.raises(SecureConfigNoHash):
        SecureConfig(WRONG, "")
    with pytest.raises(ConfigError, match=r"there is no hash 'sha255': .*sha256"):
        SecureConfig(WRONG, "sha255")
    with pytest.raises(ConfigError, match="a sha256 checksum has 32 bytes, not 31"):
        SecureConfig(WRONG[1:], "sha256")
    with pytest.raises(ConfigError, match="shake_128 checksum has 0 bytes"):
        SecureConfig(WRONG, "shake_128")
    with pytest.raises(ConfigError, match="not hexadecimal"):
        SecureConfig("zz" * 32, "sha256")
