"""A virtual environment for each contender, so that their packages never conflict."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

from benchmarks.failures import ContenderFailed

_INSTALL_TIMEOUT = 600.0
_MEBIBYTE = 1 << 20
_STAMP = "gen-plugin-benchmark"
_LAST_LINES = 3


@dataclass(frozen=True, slots=True)
class Environment:
    """Where a contender runs.

    Attributes:
        python: Its interpreter.
        distributions: What is installed in it, with versions. Empty for the running interpreter's.
        mebibytes: The size of their files, with the bytecode that pip makes; None if unknown.
    """

    python: Path
    distributions: Mapping[str, str]
    mebibytes: float | None


def running() -> Environment:
    """The environment of the running interpreter."""
    return Environment(Path(sys.executable), {}, None)


def make(name: str, requirements: tuple[str, ...], cache: Path) -> Environment:
    """The environment with these requirements: made now, or before by another run.

    Args:
        name: The contender's.
        requirements: As for pip.
        cache: The folder of all environments.

    Raises:
        ContenderFailed: They cannot be installed.
    """
    tag = f"{sys.implementation.cache_tag}-{name}"
    folder = cache / "environments" / tag
    stamp = folder / _STAMP
    wanted = _fingerprint(requirements)
    if not stamp.exists() or stamp.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        _install(folder, requirements)
        stamp.write_text(wanted)
    installed = list(distributions(path=[str(_site_packages(folder))]))
    return Environment(
        python=folder / "bin" / "python",
        distributions={each.name: each.version for each in installed},
        mebibytes=sum(map(_size, installed)) / _MEBIBYTE,
    )


def _fingerprint(requirements: Iterable[str]) -> str:
    """Changes with the requirements, and with the files of a requirement that is a folder."""
    digest = hashlib.sha256(sys.version.encode())
    for requirement in requirements:
        digest.update(requirement.encode())
        for path in sorted(Path(requirement).rglob("*.py")) if os.sep in requirement else []:
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _install(folder: Path, requirements: tuple[str, ...]) -> None:
    _run(sys.executable, "-m", "venv", "--without-pip", str(folder))
    if requirements:
        pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python")]
        _run(*pip, "install", "--quiet", "--disable-pip-version-check", *requirements)


def _run(*command: str) -> None:
    try:
        subprocess.run(
            command,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_INSTALL_TIMEOUT,
        )
    except subprocess.CalledProcessError as error:
        last = " / ".join(error.stdout.strip().splitlines()[-_LAST_LINES:])
        raise ContenderFailed(f"cannot be installed: {last}") from error
    except subprocess.TimeoutExpired as error:
        raise ContenderFailed(f"cannot be installed within {_INSTALL_TIMEOUT:.0f} s") from error


def _site_packages(folder: Path) -> Path:
    return next((folder / "lib").glob("python*/site-packages"))


def _size(distribution: Distribution) -> int:
    files = [Path(str(each.locate())) for each in distribution.files or ()]
    return sum(path.stat().st_size for path in files if path.is_file())
