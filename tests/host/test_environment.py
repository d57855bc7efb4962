"""What a plugin's environment is made of, and what the plugin's own children see of it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.host.support import PATIENCE, probe_config, script_config

from gen_plugin_runtime import Client, ExitedBeforeHandshake

if TYPE_CHECKING:
    from pathlib import Path
pytestmark = pytest.mark.usefixtures("nothing_left")

PRINT = "import json, os, sys; json.dump(dict(os.environ), sys.stderr)"
INHERITED = {
    "PLUGIN_CLIENT_CERT": "of the host's own host",
    "PLUGIN_MULTIPLEX_GRPC": "true",
    "PLUGIN_UNIX_SOCKET_DIR": "/no/such/place",
    "PLUGIN_UNIX_SOCKET_GROUP": "wheel",
    "PLUGIN_PROTOCOL_VERSIONS": "7",
    "PLUGIN_MIN_PORT": "1",
}


def environment(**options: object) -> dict[str, str]:
    """The environment of a program that prints it."""
    printed = io.BytesIO()
    with pytest.raises(ExitedBeforeHandshake):
        Client(script_config(PRINT, stderr=printed, **options)).start()
    seen: dict[str, str] = json.loads(printed.getvalue())
    return seen


@pytest.mark.parametrize("skip", [True, False])
def test_the_hosts_environment_may_be_kept_from_the_plugin(
    monkeypatch: pytest.MonkeyPatch, skip: bool
) -> None:
    monkeypatch.setenv("TEST_SKIP_HOST_ENV", "foo")
    seen = environment(skip_host_env=skip, env={"OWN": "yes"})
    assert ("TEST_SKIP_HOST_ENV" in seen) == (not skip)
    assert seen["OWN"] == "yes"
    assert seen["PROBE_PLUGIN"] == "probe"
    if skip:
        of_python = {"LC_CTYPE"}  # which coerces its locale
        assert set(seen) - of_python == {
            "OWN",
            "PROBE_PLUGIN",
            "PLUGIN_MIN_PORT",
            "PLUGIN_MAX_PORT",
            "PLUGIN_PROTOCOL_VERSIONS",
        }


def test_a_program_is_found_without_the_hosts_environment() -> None:
    with Client(probe_config(skip_host_env=True, env={"TMPDIR": os.environ["TMPDIR"]})) as client:
        assert client.dispense("probe").echo("x") == "x"


def test_what_was_added_wins_over_what_is_inherited_and_the_protocol_over_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FLAVOUR", "inherited")
    monkeypatch.setenv("PROBE_PLUGIN", "inherited")
    env = {"FLAVOUR": "added", "PLUGIN_MIN_PORT": "1", "PROBE_PLUGIN": "added"}
    seen = environment(env=env)
    assert seen["FLAVOUR"] == "added"
    assert (seen["PLUGIN_MIN_PORT"], seen["PLUGIN_MAX_PORT"]) == ("10000", "25000")
    assert seen["PROBE_PLUGIN"] == "probe"


def test_a_host_that_is_a_plugin_itself_passes_nothing_of_that_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in INHERITED.items():
        monkeypatch.setenv(name, value)
    seen = environment()
    assert {name: value for name, value in seen.items() if name.startswith("PLUGIN_")} == {
        "PLUGIN_MIN_PORT": "10000",
        "PLUGIN_MAX_PORT": "25000",
        "PLUGIN_PROTOCOL_VERSIONS": "1",
    }


def test_the_children_of_a_plugin_see_nothing_of_the_protocol() -> None:
    source = "import os, subprocess; result = subprocess.check_output(['env'], text=True)"
    with Client(probe_config(env={"OWN": "yes"})) as client:
        seen = client.dispense("probe").run(source)
    assert isinstance(seen, str)
    assert "OWN=yes" in seen
    assert "PLUGIN_" not in seen  # the magic cookie is PROBE_PLUGIN=probe


def test_the_plugins_standard_input_is_the_hosts(tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.write_text("hello")
    program = (
        "import sys; sys.path.insert(0, '.')\n"
        "from tests.host.support import probe_config\n"
        "from gen_plugin_runtime import Client\n"
        "with Client(probe_config()) as client:\n"
        "    print(client.dispense('probe').run('import sys; result = sys.stdin.read()'))\n"
    )
    with words.open() as file:
        done = subprocess.run(
            [sys.executable, "-c", program],
            stdin=file,
            check=False,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    assert (done.stdout, done.stderr) == ("hello\n", "")
