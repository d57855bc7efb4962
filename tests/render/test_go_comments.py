"""Docstrings as comments in Go: gofmt is the judge."""

from __future__ import annotations

import random
import shutil
import subprocess
from inspect import cleandoc
from pathlib import Path

import pytest

from gen_plugin.render.go.comments import commented

PIECES = """\
Greets people.
A Heading of old
# A heading
Text that goes on
- one
- two
* star
1. first
12) twelfth
  - nested
    Indented once.
        Indented twice.
  1. in a list
}
func main() {
ends with a backslash \\
``code`` and ''
[link]: https://example.com
[a]: https://example.com is [a]
Args:
    name: Whom it greets.
x
#
go:generate rm
line 5
Who's there
Version 1.2
""".splitlines()


@pytest.mark.go
def test_gofmt_leaves_them_alone(tmp_path: Path) -> None:
    if shutil.which("gofmt") is None:
        pytest.skip("the Go toolchain is not on PATH")
    dice = random.Random(7)
    texts = [
        cleandoc("\n".join(dice.choices(["", *PIECES], weights=[20, *[1] * len(PIECES)], k=length)))
        for length in range(1, 12)
        for _ in range(300)
    ]
    types = [
        "\n".join([*commented(text), f"type T{n} int\n"]) for n, text in enumerate(texts) if text
    ]
    file = tmp_path / "comments.go"
    file.write_text("package comments\n\n" + "\n".join(types))
    done = subprocess.run(
        ["gofmt", "-d", str(file)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout, done.stderr) == ("", "")


@pytest.mark.parametrize(
    ("docstring", "comment"),
    [
        ("Greets people.", "// Greets people.\n"),
        ("A.\n\nArgs:\n    x: It.", "// A.\n//\n// Args:\n//\n//\tx: It.\n"),
        ("A:\n- one\n  more\n- two", "// A:\n//   - one\n//     more\n//   - two\n"),
        ("A.\n\n1) one\n\n2) two", "// A.\n//\n//  1. one\n//\n//  2. two\n"),
        ("A ``Greeter``.", "// A `Greeter`.\n"),
        ("A\rB\u2028C", "// A\\rB\\u2028C\n"),
    ],
)
def test_what_becomes_of_them(docstring: str, comment: str) -> None:
    assert commented(docstring) == tuple(comment.splitlines())
