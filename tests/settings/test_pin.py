"""The words of `gen_plugin_runtime.pin` at run time: they change nothing, and are cheap."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Protocol, get_type_hints

from gen_plugin_runtime import pin


def test_decorators_return_what_they_decorate() -> None:
    def function(key: str) -> str:
        return key

    @dataclass
    class Entry:
        key: str

    assert pin.method("Get", request="GetRequest", response="GetResponse")(function) is function
    assert pin.service("KV", plugin="kv_grpc")(Entry) is Entry
    assert pin.message("Item")(Entry) is Entry


def test_fields_say_what_was_pinned() -> None:
    @pin.service("KV")
    class Store(Protocol):
        @pin.method("Get")
        def get(self, key: Annotated[str, pin.field(3, name="k")]) -> str: ...

    scope = {"Annotated": Annotated, "pin": pin}
    [found] = get_type_hints(Store.get, scope, include_extras=True)["key"].__metadata__
    assert (found.number, found.name) == (3, "k")
    assert repr(found) == "pin.field(3, name='k')"
    assert (pin.field().number, pin.field().name) == (None, None)


def test_importing_it_loads_no_module_of_weight() -> None:
    program = "import sys; from gen_plugin_runtime import pin; print(*sys.modules)"
    runtime = Path(pin.__file__).parents[1]
    result = subprocess.run(
        [sys.executable, "-S", "-c", program],
        env={"PYTHONPATH": str(runtime)},
        capture_output=True,
        text=True,
        check=True,
    )
    heavy = {"typing", "dataclasses", "inspect", "re", "logging", "asyncio", "ssl", "enum"}
    assert not heavy & set(result.stdout.split())


TYPED = """\
from typing import Annotated, Protocol
from dataclasses import dataclass
from gen_plugin_runtime import pin

@pin.message("Item")
@dataclass(frozen=True)
class Entry:
    key: Annotated[str, pin.field(1)]

@pin.service("KV", plugin="kv")
class Store(Protocol):
    @pin.method("Get", request="GetRequest")
    def get(self, key: Annotated[str, pin.field(1)]) -> Annotated[Entry, pin.field(2)]: ...

class Memory:
    def get(self, key: str) -> Entry:
        return Entry(key)

store: Store = Memory()
reveal_type(store.get("a").key)
"""


def test_type_checkers_see_through_it(tmp_path: Path) -> None:
    (tmp_path / "store.py").write_text(TYPED)
    runtime = Path(pin.__file__).parents[1]
    result = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--cache-dir",
            str(tmp_path / "cache"),
            "store.py",
        ],
        cwd=tmp_path,
        env={"MYPYPATH": str(runtime), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert 'Revealed type is "str"' in result.stdout.replace("builtins.", ""), result.stdout
    assert result.returncode == 0, result.stdout
