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
from gen_plugin.cli.voice import Voice
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
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
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
@click.option(
    "--netrpc",
    is_flag=True,
    help="Write netrpc.py, too: the interface over net/rpc, go-plugin's transport before gRPC.",
)
@click.option(
    "--show",
    type=click.Choice(["go-netrpc"]),
    help="Write nothing; print the Go side of each SOURCE over net/rpc.",
)
@click.option("--verbose", is_flag=True, help="Show notes beside errors and warnings.")
@click.option("--quiet", is_flag=True, help="Say nothing of what went well.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    help="How to print errors, warnings and notes: as text on stderr, or for programs on stdout.",
)
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
    netrpc: bool,
    show: str | None,
    verbose: bool,
    quiet: bool,
    format_: str,
) -> None:
    """Turn the Protocols of each SOURCE into a package that plugins serve and hosts launch.

    Writes <source>_plugin/ beside the source: client stub, server adapter, plugin class, codec,
    .proto and lock, all to be committed. The first run also writes main.py, which is yours from
    then on. Without a SOURCE: all that pyproject.toml lists in [tool.gen-plugin.sources].
    """
    _refuse_both("--main", "--no-main", given=main is not None and no_main)
    _refuse_both("--check", "--diff", given=check and diff)
    _refuse_both("--allow-breaking", "--unreleased", given=allow_breaking and unreleased)
    _refuse_both("--quiet", "--verbose", given=quiet and verbose)
    if check and (allow_breaking or unreleased):
        raise click.UsageError("--check tells what breaks: allow it in a run that writes.")
    voice = Voice(format_, quiet=quiet, verbose=verbose)
    try:
        sources = tuple(dict.fromkeys(sources or _listed_sources(voice)))
        if len(sources) > 1 and (out is not None or main is not None):
            raise click.UsageError("--out and --main go with a single SOURCE.")
        if show:
            _show(sources, voice)
            return
        is_plain = not (
            main or force or against or allow_breaking or unreleased or netrpc or verbose
        )
        fresh = _find_fresh(sources, out) if is_plain else {}
        finished: dict[str, Finished] = {}
        if len(fresh) < len(sources):
            from gen_plugin.pipeline import Options

            options = Options(
                out=out,
                main=False if no_main else main,
                # Comparing loses nothing: edited files are shown in the diff instead of refused.
                overwrite=force or check or diff,
                against=against,
                netrpc=netrpc,
                on_breaking=_on_breaking(allow_breaking=allow_breaking, unreleased=unreleased),
            )
            finished = _generate([each for each in sources if each not in fresh], options, voice)
        runs = [fresh.get(source) or finished[source] for source in sources]
        if check or diff:
            sys.exit(_compare(runs, voice, fail_if_stale=check))
        if _tell_breaking(runs, voice):
            sys.exit(ExitCode.STALE_OR_BREAKING)
        for each in runs:
            _report_fresh(each, voice) if isinstance(each, Fresh) else _write(each, out, voice)
    finally:
        voice.finish()


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


def _refuse_both(one: str, other: str, *, given: bool) -> None:
    if given:
        raise click.UsageError(f"{one} and {other} contradict each other.")


def _find_fresh(sources: Sequence[str], out: Path | None) -> dict[str, Fresh]:
    found = [find_fresh(source, out) for source in sources]
    return {each.source: each for each in found if each}


def _listed_sources(voice: Voice) -> list[str]:
    """What the project's settings list, where the command line names no source."""
    from gen_plugin.diagnostics.diagnostic import InputRefused
    from gen_plugin.settings import listed_sources

    try:
        listed = listed_sources()
    except InputRefused as refused:
        voice.tell(refused.diagnostics)
        sys.exit(ExitCode.BAD_INPUT)
    if not listed:
        raise click.UsageError(
            "there is no SOURCE: name a file, or list some in [tool.gen-plugin.sources] of "
            "pyproject.toml."
        )
    return listed


def _generate(sources: Sequence[str], options: Options, voice: Voice) -> dict[str, Finished]:
    """All sources to the end, in memory; every fault of every source is shown before it stops."""
    from gen_plugin.diagnostics.diagnostic import Level
    from gen_plugin.pipeline import Hindered, Refused, generate_all

    finished: dict[str, Finished] = {}
    found: list[Diagnostic] = []
    with voice.counting(generate_all(sources, options), len(sources)) as outcomes:
        for outcome in outcomes:
            if isinstance(outcome, Hindered):
                _fail(outcome.message, outcome.fix)
            elif isinstance(outcome, Refused):
                found += outcome.diagnostics
            else:
                finished[outcome.source] = outcome
                found += outcome.remarks
    voice.tell(found)
    if any(each.level is Level.ERROR for each in found):
        sys.exit(ExitCode.BAD_INPUT)
    return finished


def _show(sources: Sequence[str], voice: Voice) -> None:
    """Print the Go side of each source."""
    from gen_plugin.diagnostics.diagnostic import InputRefused
    from gen_plugin.environment import EnvironmentFault
    from gen_plugin.pipeline import show_go_netrpc

    for source in sources:
        try:
            click.echo(show_go_netrpc(source), nl=False)
        except InputRefused as refused:
            voice.tell(refused.diagnostics)
            sys.exit(ExitCode.BAD_INPUT)
        except EnvironmentFault as fault:
            _fail(fault.message, fault.fix)


def _compare(runs: Sequence[Fresh | Finished], voice: Voice, *, fail_if_stale: bool) -> ExitCode:
    stale = []
    for each in runs:
        if isinstance(each, Fresh):
            continue
        from gen_plugin.finish.compare import unified_diff

        diff = unified_diff(each.files, each.target)
        click.echo(diff, nl=False, err=not voice.for_people)
        if diff:
            stale.append(each.source)
    is_breaking = fail_if_stale and _tell_breaking(runs, voice)
    if stale and fail_if_stale and not is_breaking:
        voice.advise(
            f"stale: {', '.join(stale)}\n  = fix: run gen-plugin {' '.join(stale)} and commit "
            "what it writes"
        )
    if not stale:
        voice.say(f"{', '.join(each.source for each in runs)}: up to date")
    is_wrong = is_breaking or (stale and fail_if_stale)
    return ExitCode.STALE_OR_BREAKING if is_wrong else ExitCode.FINE


def _tell_breaking(runs: Sequence[Fresh | Finished], voice: Voice) -> bool:
    """Tell what would break, if anything."""
    breaking = {each.source: each.breaking for each in runs if not isinstance(each, Fresh)}
    found = [diagnostic for each in breaking.values() for diagnostic in each]
    if not found:
        return False
    sources = " ".join(source for source, each in breaking.items() if each)
    voice.tell(found)
    voice.advise(
        "\nWhat was built before must not break unseen. If it is to break:\n"
        f"  gen-plugin --allow-breaking {sources}   a new protocol version, the old one beside it\n"
        f"  gen-plugin --unreleased {sources}       the same version: nothing of it is in use"
    )
    return True


def _report_fresh(run: Fresh, voice: Voice) -> None:
    voice.say(f"{run.source} -> {run.folder.as_posix()}/: up to date")


def _write(run: Finished, out: Path | None, voice: Voice) -> None:
    from gen_plugin.environment import EnvironmentFault
    from gen_plugin.finish.compare import compare
    from gen_plugin.finish.write import write

    changes = compare(run.files, run.target)
    try:
        written = write(run.files, changes, run.target, run.scaffold)
    except EnvironmentFault as fault:
        _fail(fault.message, fault.fix)
    voice.say(f"{run.source} -> {run.target.folder.as_posix()}/: {changes.summary()}")
    for note in run.notes:
        voice.say(f"  {note}")
    if run.scaffold is not None:
        voice.say(_scaffold_note(run.scaffold, is_new=written.is_new))
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
