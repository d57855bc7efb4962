"""The command `gen-plugin`: arguments in, text and exit codes out.

The pipeline is imported inside the command: `--help` and `--version` must not wait for it.
"""

from __future__ import annotations

import os
import sys
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from gen_plugin import __version__
from gen_plugin.freshness import Fresh, find_fresh, remember

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gen_plugin.diagnostics.diagnostic import Diagnostic
    from gen_plugin.finish.write import NewFile
    from gen_plugin.pipeline import Finished, OnBreaking, Options


class ExitCode(IntEnum):
    """What a script can tell from the exit code."""

    FINE = 0
    STALE_OR_BREAKING = 1
    BAD_INPUT = 2
    ENVIRONMENT = 3


def _explain(context: click.Context, parameter: click.Parameter, code: str | None) -> None:
    if code is None:
        return
    from gen_plugin.diagnostics.codes import TABLE
    from gen_plugin.diagnostics.manual import explain
    from gen_plugin.diagnostics.nearest import nearest

    found = TABLE.get(code.upper())
    if found is None:
        near = nearest(code.upper(), TABLE)
        meant = f"; did you mean {near}?" if near else ""
        raise click.BadParameter(f"there is no {code}{meant}", context, parameter)
    click.echo(explain(found), nl=False)
    context.exit()


@click.command(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 fine, 1 stale (--check) or breaking, 2 bad input, 3 environment.",
)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Generate into DIR instead of <source>_plugin beside the source.",
)
@click.option(
    "--main",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Write the entry point to PATH, also if an earlier run wrote one; an existing file stays.",
)
@click.option("--no-main", is_flag=True, help="Write no entry point.")
@click.option(
    "--check",
    is_flag=True,
    help="Write nothing; exit with 1 and a diff if what is on the disk is stale.",
)
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@click.option(
    "--against",
    metavar="COMMIT",
    help="Tell what breaks with the interface as it was in COMMIT, too: a branch, a tag, a hash.",
)
@click.option(
    "--allow-breaking",
    is_flag=True,
    help="If something built before would break, raise the protocol version, and keep the package "
    "of the former one in <source>_plugin/v<version>/.",
)
@click.option(
    "--unreleased",
    is_flag=True,
    help="Nothing is in use that was built from this protocol version: give out numbers anew.",
)
@click.option(
    "--force",
    is_flag=True,
    help="Overwrite generated files that were edited, and files in the way.",
)
@click.option("--verbose", is_flag=True, help="Show notes beside errors and warnings.")
@click.option(
    "--explain",
    is_eager=True,
    expose_value=False,
    callback=_explain,
    metavar="CODE",
    help="Print what a code of a diagnostic means, and exit.",
)
@click.version_option(__version__, prog_name="gen-plugin")
def command(
    *,
    sources: tuple[str, ...],
    out: Path | None,
    main: Path | None,
    no_main: bool,
    check: bool,
    diff: bool,
    against: str | None,
    allow_breaking: bool,
    unreleased: bool,
    force: bool,
    verbose: bool,
) -> None:
    """Turn the Protocols of each SOURCE into a package that plugins serve and hosts launch.

    Writes <source>_plugin/ beside the source: client stub, server adapter, plugin class, codec,
    .proto and lock, all to be committed. The first run also writes main.py, which is yours from
    then on.
    """
    if len(sources) > 1 and (out is not None or main is not None):
        raise click.UsageError("--out and --main go with a single SOURCE.")
    if main is not None and no_main:
        raise click.UsageError("--main and --no-main contradict each other.")
    if check and diff:
        raise click.UsageError("--check and --diff contradict each other.")
    if allow_breaking and unreleased:
        raise click.UsageError("--allow-breaking and --unreleased contradict each other.")
    if check and (allow_breaking or unreleased):
        raise click.UsageError("--check tells what breaks: allow it in a run that writes.")
    sources = tuple(dict.fromkeys(sources))
    is_plain = not (main or force or against or allow_breaking or unreleased or verbose)
    fresh = _find_fresh(sources, out) if is_plain else {}
    finished: dict[str, Finished] = {}
    if len(fresh) < len(sources):
        from gen_plugin.pipeline import Options

        options = Options(
            out=out,
            main=False if no_main else main,
            # Comparing loses nothing, so edited files are shown in the diff instead of refused.
            overwrite=force or check or diff,
            against=against,
            on_breaking=_on_breaking(allow_breaking=allow_breaking, unreleased=unreleased),
        )
        stale = [each for each in sources if each not in fresh]
        finished = _generate(stale, options, verbose=verbose)
    runs = [fresh.get(source) or finished[source] for source in sources]
    if check or diff:
        sys.exit(_compare(runs, fail_if_stale=check))
    if _tell_breaking(runs):
        sys.exit(ExitCode.STALE_OR_BREAKING)
    for each in runs:
        _report_fresh(each) if isinstance(each, Fresh) else _write(each, out)


def main() -> NoReturn:
    """Run the command; a fault of the program itself ends in a line, not in a traceback."""
    try:
        command(prog_name="gen-plugin")
    except Exception as error:
        if os.environ.get("GEN_PLUGIN_TRACEBACK"):
            raise
        _fail(
            f"internal error: {type(error).__name__}: {error}",
            "this is a bug of gen-plugin; please report it with the output of the same command "
            "under GEN_PLUGIN_TRACEBACK=1",
        )
    sys.exit(ExitCode.FINE)


def _find_fresh(sources: Sequence[str], out: Path | None) -> dict[str, Fresh]:
    found = [find_fresh(source, out) for source in sources]
    return {each.source: each for each in found if each}


def _generate(sources: Sequence[str], options: Options, *, verbose: bool) -> dict[str, Finished]:
    """All sources to the end, in memory; every fault of every source is shown before it stops."""
    from gen_plugin.diagnostics.diagnostic import InputRefused, Level
    from gen_plugin.environment import EnvironmentFault
    from gen_plugin.pipeline import generate

    finished: dict[str, Finished] = {}
    found: list[Diagnostic] = []
    for source in sources:
        try:
            finished[source] = generate(source, options)
            found += finished[source].remarks
        except InputRefused as refused:
            found += refused.diagnostics
        except EnvironmentFault as fault:
            _fail(fault.message, fault.fix)
    _report([each for each in found if verbose or each.level is not Level.NOTE])
    if any(each.level is Level.ERROR for each in found):
        sys.exit(ExitCode.BAD_INPUT)
    return finished


def _report(found: Sequence[Diagnostic]) -> None:
    if found:
        from gen_plugin.diagnostics.report import render

        click.echo(
            render(found, colour=_colour(is_terminal=sys.stderr.isatty())), err=True, nl=False
        )


def _compare(runs: Sequence[Fresh | Finished], *, fail_if_stale: bool) -> ExitCode:
    stale = []
    for each in runs:
        if isinstance(each, Fresh):
            continue
        from gen_plugin.finish.compare import unified_diff

        diff = unified_diff(each.files, each.target)
        click.echo(diff, nl=False)
        if diff:
            stale.append(each.source)
    is_breaking = fail_if_stale and _tell_breaking(runs)
    if stale and fail_if_stale and not is_breaking:
        click.echo(
            f"stale: {', '.join(stale)}\n  = fix: run gen-plugin {' '.join(stale)} and commit "
            "what it writes",
            err=True,
        )
    if not stale:
        click.echo(f"{', '.join(each.source for each in runs)}: up to date")
    is_wrong = is_breaking or (stale and fail_if_stale)
    return ExitCode.STALE_OR_BREAKING if is_wrong else ExitCode.FINE


def _tell_breaking(runs: Sequence[Fresh | Finished]) -> bool:
    """Tell what would break, if anything."""
    breaking = {each.source: each.breaking for each in runs if not isinstance(each, Fresh)}
    found = [diagnostic for each in breaking.values() for diagnostic in each]
    if not found:
        return False
    sources = " ".join(source for source, each in breaking.items() if each)
    _report(found)
    click.echo(
        "\nWhat was built before must not break unseen. If it is to break:\n"
        f"  gen-plugin --allow-breaking {sources}   a new protocol version, the old one beside it\n"
        f"  gen-plugin --unreleased {sources}       the same version: nothing of it is in use",
        err=True,
    )
    return True


def _report_fresh(run: Fresh) -> None:
    click.echo(f"{run.source} -> {run.folder.as_posix()}/: up to date")


def _write(run: Finished, out: Path | None) -> None:
    from gen_plugin.environment import EnvironmentFault
    from gen_plugin.finish.compare import compare
    from gen_plugin.finish.write import write

    changes = compare(run.files, run.target)
    try:
        written = write(run.files, changes, run.target, run.scaffold)
    except EnvironmentFault as fault:
        _fail(fault.message, fault.fix)
    click.echo(f"{run.source} -> {run.target.folder.as_posix()}/: {changes.summary()}")
    for note in run.notes:
        click.echo(f"  {note}")
    if run.scaffold is not None:
        click.echo(_scaffold_note(run.scaffold, is_new=written.is_new))
    if run.is_settled and not run.has_warnings:  # which are shown in every run
        remember(run.source, out, run.target.folder, run.answers | written.answers)


def _scaffold_note(scaffold: NewFile, *, is_new: bool) -> str:
    path = scaffold.path.as_posix()
    if is_new:
        return f"  {path} is yours now: fill in its methods, then launch it from a host"
    return f"  {path} was there already and is left alone"


def _on_breaking(*, allow_breaking: bool, unreleased: bool) -> OnBreaking:
    from gen_plugin.pipeline import OnBreaking

    if allow_breaking:
        return OnBreaking.KEEP
    return OnBreaking.BEGIN_ANEW if unreleased else OnBreaking.STOP


def _fail(message: str, fix: str) -> NoReturn:
    click.echo(f"gen-plugin: {message}\n  = fix: {fix}", err=True)
    sys.exit(ExitCode.ENVIRONMENT)


def _colour(*, is_terminal: bool) -> bool:
    return is_terminal and not os.environ.get("NO_COLOR")
