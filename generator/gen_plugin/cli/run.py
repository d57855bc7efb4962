"""One run over all sources, from the arguments to the exit code."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from gen_plugin.cli.exit_code import ExitCode
from gen_plugin.cli.options import options_of
from gen_plugin.cli.settled import settled, voice_for
from gen_plugin.cli.voice import HANDFUL
from gen_plugin.freshness import Fresh, find_fresh, remember

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gen_plugin.cli.parameters import Arguments
    from gen_plugin.cli.voice import Voice
    from gen_plugin.diagnostics.diagnostic import Diagnostic
    from gen_plugin.disk import Answers
    from gen_plugin.finish.write import NewFile
    from gen_plugin.pipeline import Finished, Outcome


def run(arguments: Arguments) -> ExitCode:
    """Generate or compare. All that is wrong is told; then nothing is written."""
    arguments, refused = settled(arguments)
    voice = voice_for(arguments)
    try:
        if refused:
            voice.tell(refused)
            return ExitCode.BAD_INPUT
        return _run(arguments, voice)
    finally:
        voice.finish()


def _run(arguments: Arguments, voice: Voice) -> ExitCode:
    fresh = _find_fresh(arguments) if arguments.may_skip else {}
    rest = [source for source in arguments.sources if source not in fresh]
    finished: dict[str, Finished] = {}
    code = ExitCode.FINE
    if rest:
        finished, code = sorted_out(generate(rest, arguments, voice))
    good = [fresh.get(each) or finished.get(each) for each in arguments.sources]
    runs = [each for each in good if each is not None]
    if not arguments.is_writing:
        return max(code, _compare(runs, arguments, voice))
    if tell_breaking(finished.values(), voice):
        code = max(code, ExitCode.STALE_OR_BREAKING)
    if code is not ExitCode.FINE:
        return code
    for each in runs:
        if isinstance(each, Fresh):
            voice.say_unchanged(f"{each.source} -> {each.folder.as_posix()}/: up to date")
        elif write(each, arguments, voice) is None:
            code = ExitCode.ENVIRONMENT
    return code


def _find_fresh(arguments: Arguments) -> dict[str, Fresh]:
    found = [find_fresh(source, arguments.out) for source in arguments.sources]
    return {each.source: each for each in found if each}


def generate(sources: Sequence[str], arguments: Arguments, voice: Voice) -> list[Outcome]:
    """All sources to the end, in memory; what there is to tell of them is told."""
    from gen_plugin.pipeline import Finished, Hindered, generate_all

    found: list[Diagnostic] = []
    hindered: dict[tuple[str, str], None] = {}
    with voice.counting(generate_all(sources, options_of(arguments)), len(sources)) as running:
        outcomes = list(running)
    for outcome in outcomes:
        if isinstance(outcome, Hindered):
            hindered[outcome.message, outcome.fix] = None
        else:
            found += outcome.remarks if isinstance(outcome, Finished) else outcome.diagnostics
    voice.tell(list(dict.fromkeys(found)))  # faults of the settings are those of each source
    for message, fix in hindered:
        voice.complain(message, fix)
    return outcomes


def sorted_out(outcomes: Iterable[Outcome]) -> tuple[dict[str, Finished], ExitCode]:
    """What came to its end, by source, and the code for what did not."""
    from gen_plugin.pipeline import Finished, Refused

    finished: dict[str, Finished] = {}
    code = ExitCode.FINE
    for each in outcomes:
        if isinstance(each, Finished):
            finished[each.source] = each
        else:
            is_refused = isinstance(each, Refused)
            code = max(code, ExitCode.BAD_INPUT if is_refused else ExitCode.ENVIRONMENT)
    return finished, code


def tell_breaking(runs: Iterable[Finished], voice: Voice) -> bool:
    """Tell what would break, if anything."""
    breaking = {each.source: each.breaking for each in runs if each.breaking}
    if not breaking:
        return False
    sources = " ".join(breaking)
    voice.tell([diagnostic for each in breaking.values() for diagnostic in each])
    voice.advise(
        "\nWhat was built before must not break unseen. If it is to break:\n"
        f"  gen-plugin --allow-breaking {sources}   a new protocol version, the old one beside it\n"
        f"  gen-plugin --unreleased {sources}       the same version: nothing of it is in use"
    )
    return True


def write(run: Finished, arguments: Arguments, voice: Voice) -> Answers | None:
    """Bring the disk to what was generated.

    Returns:
        What the disk says from now on of all that the run asked; None if it could not be written.
    """
    from gen_plugin.environment import EnvironmentFault
    from gen_plugin.finish import write as finish
    from gen_plugin.finish.compare import compare

    changes = compare(run.files, run.target)
    try:
        written = finish.write(run.files, changes, run.target, run.scaffold)
    except EnvironmentFault as fault:
        voice.complain(fault.message, fault.fix)
        return None
    say = voice.say_unchanged if changes.are_none else voice.say
    say(f"{run.source} -> {run.target.folder.as_posix()}/: {changes.summary()}")
    for note in run.notes:
        voice.say(f"  {note}")
    if run.scaffold is not None:
        voice.say(_scaffold_note(run.scaffold, run.source, is_new=written.is_new))
    answers = run.answers | written.answers
    is_all = run.is_settled and not (arguments.against or arguments.overrules)
    if is_all and not run.has_warnings:  # which are shown in every run
        remember(run.source, arguments.out, run.target.folder, answers)
    return answers


def _scaffold_note(scaffold: NewFile, source: str, *, is_new: bool) -> str:
    path = scaffold.path
    if is_new:
        return f"  {path.as_posix()} is yours now: fill in its methods, then launch it from a host"
    note = f"  {path.as_posix()} is there already, and is left alone"
    own = path.with_name(f"{PurePath(source).stem}_main.py")
    if own == path:
        return note
    return f"{note}; for an entry point of its own: gen-plugin --main {own.as_posix()} {source}"


def _compare(runs: Sequence[Fresh | Finished], arguments: Arguments, voice: Voice) -> ExitCode:
    finished = [each for each in runs if not isinstance(each, Fresh)]
    stale = [each.source for each in finished if _show_diff(each, voice)]
    is_breaking = arguments.check and tell_breaking(finished, voice)
    if stale and arguments.check and not is_breaking:
        named = " ".join(stale) if len(stale) <= HANDFUL else "as now, without --check,"
        voice.advise(
            f"stale: {', '.join(stale)}\n  = fix: run gen-plugin {named} and commit what it writes"
        )
        if not voice.for_people:
            voice.tell([_stale(each) for each in stale])
    if runs and not stale and not is_breaking:
        names = ", ".join(each.source for each in runs)
        voice.say(f"{names if len(runs) <= HANDFUL else f'{len(runs)} sources'}: up to date")
    is_wrong = is_breaking or (stale and arguments.check)
    return ExitCode.STALE_OR_BREAKING if is_wrong else ExitCode.FINE


def _stale(source: str) -> Diagnostic:
    from gen_plugin.diagnostics.diagnostic import Diagnostic
    from gen_plugin.model.span import Span

    return Diagnostic(
        "GP423",
        "what was generated from this file is stale: from what it says now, other files would come",
        f"run gen-plugin {source} and commit what it writes",
        Span(source, 1, 1),
    )


def _show_diff(run: Finished, voice: Voice) -> bool:
    from gen_plugin.finish.compare import unified_diff

    diff = unified_diff(run.files, run.target)
    voice.show(diff)
    return bool(diff)
