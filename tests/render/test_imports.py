"""Relative imports within a topmost package, absolute ones elsewhere."""

from __future__ import annotations

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
