"""The command line, completed by what the settings say of a whole run."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gen_plugin import disk
from gen_plugin.cli.keys import RUN_KEYS
from gen_plugin.cli.voice import Voice
from gen_plugin.frozen import replace
from gen_plugin.project import FILE, find_project, is_pattern, mentions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gen_plugin.cli.parameters import Arguments
    from gen_plugin.diagnostics.diagnostic import Diagnostic
    from gen_plugin.settings.settings import RunSettings

_SINGLE = ("out", "main", "package")
"""Flags that no two sources can share."""


def settled(arguments: Arguments) -> tuple[Arguments, Sequence[Diagnostic]]:
    """The arguments with all that they leave to the settings, and what is wrong with these.

    The project is that of the first source; without one, that of the working directory.

    Raises:
        click.UsageError: There is nothing to do, or too much for a flag.
    """
    arguments = replace(arguments, sources=tuple(_expanded(arguments.sources)))
    first = arguments.sources[0] if arguments.sources else FILE
    project = find_project(first)
    if arguments.sources and not (project and mentions(project, RUN_KEYS)):
        return _single(arguments), ()
    from gen_plugin.diagnostics.diagnostic import InputRefused
    from gen_plugin.settings import listed_sources, load_run

    try:
        arguments = _completed(arguments, load_run(first))
        sources = arguments.sources or tuple(listed_sources())
    except InputRefused as refused:
        return arguments, refused.diagnostics
    if not sources:
        raise click.UsageError(
            "there is no SOURCE: name a file, or list some in [tool.gen-plugin.sources] of "
            "pyproject.toml."
        )
    return _single(replace(arguments, sources=sources)), ()


def voice_for(arguments: Arguments) -> Voice:
    """Who tells what comes of them."""
    return Voice(
        arguments.format or "text",
        quiet=bool(arguments.quiet),
        verbose=bool(arguments.verbose),
        count=len(arguments.sources),
    )


def _completed(arguments: Arguments, said: RunSettings) -> Arguments:
    # A run that writes is held to the lock: it must not need git because a check in CI does.
    leaves_it = arguments.check and arguments.against is None
    against = said.against if leaves_it else arguments.against
    quiet = said.quiet if arguments.quiet is None and not arguments.verbose else arguments.quiet
    verbose = said.verbose if arguments.verbose is None and not quiet else arguments.verbose
    return replace(
        arguments,
        against=against,
        format=arguments.format or said.format,
        quiet=quiet,
        verbose=verbose,
    )


def _expanded(sources: Iterable[str]) -> Iterator[str]:
    """Patterns as the files that they match: not every shell does that, and no file of a CI."""
    for each in sources:
        path = Path(each)
        found: list[Path] = []
        if is_pattern(each) and not disk.is_file(path):
            with suppress(ValueError):  # no pattern after all
                found = disk.matching(Path(path.anchor), str(path.relative_to(path.anchor)))
        yield from map(Path.as_posix, found) if found else [each]


def _single(arguments: Arguments) -> Arguments:
    sources = tuple(dict.fromkeys(arguments.sources))
    if len(sources) > 1:
        for name in _SINGLE:
            if getattr(arguments, name) is not None:
                raise click.UsageError(f"--{name} goes with a single SOURCE.")
    return replace(arguments, sources=sources)
