"""Objects that are passed to Go and by Go, with the Go side as `--show go-netrpc` prints it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests import go_toolchain
from tests.codec.generated import Generated, load
from tests.netrpc_code.echo import NETRPC, as_program

pytestmark = [pytest.mark.go, pytest.mark.timeout(1000)]

SOURCE = """
from collections.abc import Callable
from typing import Protocol


class Listener(Protocol):
    def told(self, word: str) -> int: ...
    def impl(self) -> None: ...


class Desk(Protocol):
    def tell(self, listener: Listener, word: str) -> int: ...
    def open(self, name: str) -> Listener | None: ...
    def count(self, of: Callable[[int], int] | None) -> int: ...
"""

PROGRAM = """
type desk struct{}

type ear struct{ name string }

func (e ear) Told(word string) (int64, error) {
	if word == "" {
		return 0, errors.New("nothing said to " + e.name)
	}
	return int64(len(e.name) + len(word)), nil
}

func (e ear) Impl() error { return nil }

func (desk) Tell(listener Listener, word string) (int64, error) {
	return listener.Told(word + "!")
}

func (desk) Open(name string) (Listener, error) {
	if name == "" {
		return nil, nil
	}
	return ear{name}, nil
}

func (desk) Count(of DeskCountOf) (int64, error) {
	if of == nil {
		return -1, nil
	}
	return of.Call(20)
}

type double struct{}

func (double) Call(arg1 int64) (int64, error) { return 2 * arg1, nil }

func main() {
	if len(os.Args) == 1 {
		plugins := map[string]plugin.Plugin{"desk": &DeskPlugin{Impl: desk{}}}
		plugin.Serve(&plugin.ServeConfig{HandshakeConfig: Handshake, Plugins: plugins})
		return
	}
	client := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig: Handshake,
		Plugins:         PluginMap,
		Cmd:             exec.Command(os.Args[1], os.Args[2:]...),
		AutoMTLS:        true,
	})
	defer client.Kill()
	connection, err := client.Client()
	if err != nil {
		panic(err)
	}
	raw, err := connection.Dispense("desk")
	if err != nil {
		panic(err)
	}
	d := raw.(Desk)
	fmt.Println(d.Tell(ear{"Go"}, "hello"))
	fmt.Println(d.Tell(ear{"Go"}, ""))
	listener, err := d.Open("Python")
	fmt.Println(listener.Told("hi"))
	fmt.Println(listener.Told(""))
	fmt.Println(d.Open(""))
	fmt.Println(d.Count(double{}))
	fmt.Println(d.Count(nil))
}
"""

PYTHON = """
import sys

sys.path[:0] = [{folder!r}]
from {package} import serve


class Ear:
    def __init__(self, name):
        self.name = name

    def impl(self): ...

    def told(self, word):
        if not word:
            raise ValueError(f"nothing said to {{self.name}}")
        return len(self.name) + len(word)


class MyDesk:
    def tell(self, listener, word):
        return listener.told(word and word + "!")

    def open(self, name):
        return Ear(name) if name else None

    def count(self, of):
        return -1 if of is None else of(20)


serve(MyDesk(), protocol="netrpc")
"""

TOLD = """\
8 <nil>
0 nothing said to Go
8 <nil>
0 ValueError: nothing said to Python
<nil> <nil>
40 <nil>
-1 <nil>
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="module")
def generated(folder: Path) -> Generated:
    return load(SOURCE, folder, NETRPC)


@pytest.fixture(scope="module")
def program(generated: Generated, folder: Path) -> Path:
    module = as_program(generated, folder, PROGRAM, "errors", "fmt", "os", "os/exec")
    return go_toolchain.build(folder / "bin", module)


class Ear:
    """Lives in the host."""

    def impl(self) -> None: ...

    def told(self, word: str) -> int:
        if word == "stop!":
            raise KeyError(word)
        return len(word)


def test_a_python_host_and_a_go_plugin(generated: Generated, program: Path) -> None:
    package: Any = sys.modules[f"{generated.source.__name__}_plugin"]
    with package.DeskPlugin.launch([str(program)], auto_mtls=True) as desk:
        assert desk.tell(Ear(), "hello") == 6
        with pytest.raises(KeyError, match="stop!"):  # through Go, which has kept its text
            desk.tell(Ear(), "stop")
        listener = desk.open("Go")
        assert listener.told("hi") == 4
        with pytest.raises(Exception, match=r"^nothing said to Go$"):
            listener.told("")
        assert desk.open("") is None
        assert desk.count(lambda number: number + 1) == 21
        assert desk.count(None) == -1


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
    assert (done.stdout, done.returncode) == (TOLD, 0), done.stderr
