"""Relative imports within a topmost package, absolute ones elsewhere."""

from __future__ import annotations

import subprocess
import sys

import pytest

from gen_plugin.render.python.imports import Imported, Place, import_lines


@pytest.mark.parametrize(
    ("package", "module", "path"),
    [
        ("greeter_plugin", "greeter", "greeter"),
        ("app.greeter_plugin", "app.greeter", "..greeter"),
        ("app.greeter_plugin", "app", ".."),
        ("app.a.b.greeter_plugin", "app.a.b.greeter", "..greeter"),
        ("app.a.b.greeter_plugin", "app.people.models", "....people.models"),
        ("app.generated", "app.a.b.greeter", "..a.b.greeter"),
        ("generated", "app.greeter", "app.greeter"),
        ("app.greeter_plugin", "application.greeter", "application.greeter"),
        ("", "greeter", "greeter"),
        ("app", "app.greeter", ".greeter"),
        ("app", "app.greeter_plugin", ".greeter_plugin"),
    ],
)
def test_paths(package: str, module: str, path: str) -> None:
    assert Place(package).path_to(module) == path


def test_statements() -> None:
    lines = import_lines(
        {
            "Person": Imported("people", "Person"),
            "Person_": Imported("greeter", "Person"),
            "Tone": Imported("greeter", "Tone"),
        },
        Place("greeter_plugin"),
    )
    assert lines == (
        "from greeter import Person as Person_",
        "from greeter import Tone",
        "from people import Person",
    )


@pytest.mark.parametrize("indent", [0, 4])
@pytest.mark.parametrize("long", range(60, 110))
def test_ruff_leaves_imports_of_any_length_as_they_are(long: int, indent: int) -> None:
    name, other = f"N{'a' * (long // 2)}", f"N{'b' * (long // 2)}"
    classes = {
        name: Imported("people", name),
        other: Imported("people", other),
        f"{name}_": Imported("places", name),
    }
    statements = "\n".join(import_lines(classes, Place("x"), indent)).replace(
        "\n", "\n" + " " * indent
    )
    text = f"if {name}:\n    {statements}\n" if indent else f"{statements}\n"

    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select=I", "-"]
    judged = subprocess.run(command, input=text, text=True, capture_output=True, check=False)

    assert judged.returncode == 0, judged.stdout
