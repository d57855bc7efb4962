"""`python -m tests.survey`: tries all Protocols of twenty well-known packages from PyPI.

Each is generated and type-checks, or is refused with located diagnostics. Prints the tables of
`docs/survey.md`; exits with 1 after a crash, a diagnostic without a place, or where generated code
does not type-check.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from tests.survey.attempt import Attempt, attempt
from tests.survey.checking import type_check
from tests.survey.find import find_protocols
from tests.survey.packages import PACKAGES
from tests.survey.report import report

_RUNTIME = Path(__file__).resolve().parents[2] / "runtime"


@click.command()
@click.option("--packages", multiple=True, help="these only, as pip names them")
@click.option("--wheels", type=click.Path(path_type=Path), help="keeps the downloads")
@click.option("--all-refusals", is_flag=True, help="list every refusal")
def main(packages: tuple[str, ...], wheels: Path | None, *, all_refusals: bool) -> None:
    """Try all Protocols of well-known packages."""
    attempts: dict[str, list[Attempt]] = {}
    faults: list[str] = []
    with TemporaryDirectory() as scratch:
        for package in packages or PACKAGES:
            root = _unpack(package, wheels or Path(scratch, "wheels"), Path(scratch))
            made = [attempt(found, root, at) for at, found in enumerate(find_protocols(root))]
            generated = [each.package for each in made if each.package]
            faults += type_check(root, generated, _RUNTIME)
            faults += [fault for each in made for fault in each.faults]
            attempts[package] = made
            click.echo(f"{package}: {len(made)} Protocols, {len(generated)} generated", err=True)
    click.echo("\n".join(report(attempts)))
    if all_refusals:
        _list_refusals(attempts)
    for fault in faults:
        click.echo(fault, err=True)
    sys.exit(bool(faults))


def _unpack(package: str, wheels: Path, scratch: Path) -> Path:
    """The folder with a package's files."""
    name, _, version = package.replace("-", "_").partition("==")
    pattern = f"{name}-{version or '*'}-*.whl"
    if not [*wheels.glob(pattern)]:
        wheels.mkdir(parents=True, exist_ok=True)
        options = ["--quiet", "--no-deps", "--only-binary=:all:", "--dest", str(wheels)]
        subprocess.run([sys.executable, "-m", "pip", "download", *options, package], check=True)
    (wheel,) = wheels.glob(pattern)
    root = scratch / name
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(root)
    return root


def _list_refusals(attempts: dict[str, list[Attempt]]) -> None:
    told = Counter(
        f"{each.code} {each.message}"
        for made in attempts.values()
        for one in made
        for each in one.refused
    )
    for text, count in told.most_common():
        click.echo(f"{count:5} {text}")


if __name__ == "__main__":
    main()
