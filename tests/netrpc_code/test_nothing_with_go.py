"""Go programs that have a ``struct{}`` where nothing is passed, and take nothing else there."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests import go_toolchain
from tests.codec.generated import Generated, load
from tests.netrpc_code.echo import NETRPC, as_program

pytestmark = [pytest.mark.go, pytest.mark.timeout(1000)]

SOURCE = """
from typing import Protocol


class Bell(Protocol):
    def ring(self, times: int) -> None: ...
    def rest(self) -> None: ...
    def rung(self) -> int: ...
"""

PROGRAM = """
type bell struct{ rung int64 }

func (b *bell) Ring(times int64) error {
	b.rung += times
	return nil
}

func (b *bell) Rest() error { return nil }

func (b *bell) Rung() (int64, error) { return b.rung, nil }

func main() {
	if len(os.Args) == 1 {
		plugins := map[string]plugin.Plugin{"bell": &BellPlugin{Impl: &bell{}}}
		plugin.Serve(&plugin.ServeConfig{HandshakeConfig: Handshake, Plugins: plugins})
		return
	}
	client := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig: Handshake,
		Plugins:         PluginMap,
		Cmd:             exec.Command(os.Args[1], os.Args[2:]...),
	})
	defer client.Kill()
	connection, err := client.Client()
	if err != nil {
		panic(err)
	}
	raw, err := connection.Dispense("bell")
	if err != nil {
		panic(err)
	}
	rpc := raw.(*BellRPC).client
	var reply struct{}
	var rung int64
	fmt.Println(rpc.Call("Plugin.Ring", int64(3), &reply))
	fmt.Println(rpc.Call("Plugin.Rest", struct{}{}, &reply))
	fmt.Println(rpc.Call("Plugin.Rung", struct{}{}, &rung), rung)
	fmt.Println(rpc.Call("Plugin.Ring", int64(-1), &reply))
	fmt.Println(rpc.Call("Plugin.Rest", new(interface{}), &reply))
}
"""

PYTHON = """
import sys

sys.path[:0] = [{folder!r}]
from {package} import serve


class MyBell:
    times = 0

    def ring(self, times):
        if times < 0:
            raise ValueError("not so")
        self.times += times

    def rest(self): ...

    def rung(self):
        return self.times


serve(MyBell(), protocol="netrpc")
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bell")


@pytest.fixture(scope="module")
def generated(folder: Path) -> Generated:
    return load(SOURCE, folder, replace(NETRPC, netrpc_nothing="struct{}"))


@pytest.fixture(scope="module")
def program(generated: Generated, folder: Path) -> Path:
    module = as_program(generated, folder, PROGRAM, "fmt", "os", "os/exec")
    return go_toolchain.build(folder / "bin", module)


def test_a_python_host_and_a_go_plugin(generated: Generated, program: Path) -> None:
    package: Any = sys.modules[f"{generated.source.__name__}_plugin"]
    with package.BellPlugin.launch([str(program)]) as bell:
        bell.ring(2)
        bell.rest()
        assert bell.rung() == 2


def test_a_go_host_and_a_python_plugin(
    generated: Generated, folder: Path, program: Path, tmp_path: Path
) -> None:
    main = tmp_path / "main.py"
    package = f"{generated.source.__name__}_plugin"
    main.write_text(PYTHON.format(folder=str(folder), package=package))
    done = subprocess.run(
        [str(program), sys.executable, str(main)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    told = "<nil>\n<nil>\n<nil> 3\nValueError: not so\n<nil>\n"
    assert (done.stdout, done.returncode) == (told, 0), done.stderr
