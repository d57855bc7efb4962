"""Classes that are inherited on many ways are read once: by paths, 40 diamonds would be 2**40."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.parse.sources import parse_text

DIAMONDS = 40


def _stacked(head: str, bases: str, member: str) -> str:
    """Classes ``P0`` to ``P40``, each of two that are each of the one before."""
    define = f"{head}class {{name}}({bases}):\n    {member}\n"
    classes = [define.format(name="P0", bases="").replace("(, ", "(").replace("()", "")]
    for number in range(1, DIAMONDS + 1):
        below = f"P{number - 1}"
        classes += [define.format(name=f"{side}{number}", bases=below) for side in "LR"]
        classes.append(define.format(name=f"P{number}", bases=f"L{number}, R{number}"))
    return "".join(classes)


@pytest.mark.timeout(60)
def test_records(tmp_path: Path) -> None:
    text = _stacked("@dataclass\n", "{bases}", "m{name}: int")
    text += f"class Store(Protocol):\n    def a(self, x: P{DIAMONDS}) -> None: ...\n"
    (record,) = parse_text(tmp_path, text).records.values()
    names = [each.name for each in record.fields]
    assert len(set(names)) == len(names) == 3 * DIAMONDS + 1
    assert names[:4] == ["mP0", "mR1", "mL1", "mP1"]


@pytest.mark.timeout(60)
def test_protocols(tmp_path: Path) -> None:
    stacked = _stacked("", "{bases}, Protocol", "def m{name}(self) -> None: ...")
    interface = parse_text(tmp_path, stacked)
    last = next(each for each in interface.protocols if each.name == f"P{DIAMONDS}")
    assert [each.name for each in last.methods][-4:] == ["mP1", "mL1", "mR1", "mP0"]
    assert len(last.methods) == 3 * DIAMONDS + 1
