"""buf's verdict on pairs of .proto files."""

from __future__ import annotations

import json
import subprocess
import sysconfig
from collections.abc import Sequence
from pathlib import Path

BUF = Path(sysconfig.get_path("scripts")) / "buf"
_CONFIG = '{"version": "v2", "breaking": {"use": ["WIRE"]}}'


def refusals(folder: Path, before: Sequence[str], after: Sequence[str]) -> list[list[str]]:
    """What buf refuses of each pair, as its rules' names; each pair has a package of its own."""
    for name, texts in (("before", before), ("after", after)):
        for number, text in enumerate(texts):
            path = folder / name / f"p{number}.proto"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    done = subprocess.run(
        [
            *(str(BUF), "breaking", ".", "--against", "../before", "--error-format", "json"),
            *("--config", _CONFIG, "--against-config", _CONFIG),
        ],
        cwd=folder / "after",
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode in {0, 100}, done.stderr
    found: list[list[str]] = [[] for _ in before]
    for line in done.stdout.splitlines():
        finding = json.loads(line)
        number = int(Path(finding["path"]).stem.removeprefix("p"))
        found[number].append(f"{finding['type']}: {finding['message']}")
    return found
