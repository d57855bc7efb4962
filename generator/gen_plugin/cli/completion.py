"""What shells offer behind `gen-plugin`: asked for by click's protocol, never by a usual run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem

_GIT_PATIENCE_SECONDS = 2


def mend_fish() -> None:
    """Let click's script for fish show descriptions beyond their first comma."""
    from click.shell_completion import FishComplete, add_completion_class

    class _FishComplete(FishComplete):
        source_template = FishComplete.source_template.replace(
            'string split ","', 'string split --max 1 ","'
        )

    add_completion_class(_FishComplete)


def complete_source(
    _context: click.Context, _parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Python files where the user types, and the folders that the shell finds by itself."""
    from click.shell_completion import CompletionItem

    folder, slash, beginning = typed.rpartition("/")
    place = Path(f"{folder}{slash}").expanduser()
    try:
        names = sorted(each.name for each in place.iterdir() if each.suffix == ".py")
    except OSError:
        names = []
    found = [f"{folder}{slash}{name}" for name in names if name.startswith(beginning)]
    # The folders come first: click's script for bash forgets what came before them.
    return [CompletionItem(typed, type="dir"), *map(CompletionItem, found)]


def complete_code(
    _context: click.Context, parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Codes with their titles; where warnings are ignored, those of warnings."""
    from click.shell_completion import CompletionItem

    from gen_plugin.diagnostics.codes import TABLE
    from gen_plugin.diagnostics.diagnostic import Level

    is_wanted = {Level.WARNING} if parameter.name == "ignore_warnings" else set(Level)
    return [
        CompletionItem(code, help=each.title)
        for code, each in TABLE.items()
        if each.level in is_wanted and code.startswith(typed.upper())
    ]


def complete_commit(
    _context: click.Context, _parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Branches and tags, if git tells them at once."""
    import subprocess

    from click.shell_completion import CompletionItem

    command = ["git", "for-each-ref", "--format=%(refname:short)", "refs"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_GIT_PATIENCE_SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return []
    return [CompletionItem(each) for each in done.stdout.split() if each.startswith(typed)]
