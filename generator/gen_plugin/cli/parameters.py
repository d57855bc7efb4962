"""What may be typed behind `gen-plugin`: flags in groups, and what becomes of their values."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gen_plugin.cli.completion import complete_code, complete_commit, complete_source
from gen_plugin.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMATS = ("text", "json", "github", "sarif")
"""See `gen_plugin.diagnostics.formats`."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """The command line, each flag by its name; None: it says nothing, and the settings may."""

    sources: tuple[str, ...]
    check: bool
    diff: bool
    watch: bool
    show: str | None
    out: Path | None
    main: Path | None
    no_main: bool
    force: bool
    against: str | None
    allow_breaking: bool
    unreleased: bool
    package: str | None
    protocol_version: int | None
    cookie_key: str | None
    cookie_value: str | None
    netrpc: bool | None
    ignore_warnings: tuple[str, ...]
    quiet: bool | None
    verbose: bool | None
    format: str | None

    @property
    def is_writing(self) -> bool:
        """Whether the disk may change."""
        return not (self.check or self.diff)

    @property
    def overrules(self) -> bool:
        """Whether a flag changes what becomes of a source, so that a run without it may differ."""
        flags = (self.package, self.protocol_version, self.cookie_key, self.cookie_value)
        return bool(self.netrpc is not None or self.ignore_warnings or any(flags))

    @property
    def may_skip(self) -> bool:
        """Whether a source whose last run would be repeated need not be looked at."""
        asked = (self.main, self.force, self.against, self.allow_breaking, self.unreleased)
        return not (self.overrules or self.verbose or any(asked))


class GroupedCommand(click.Command):
    """A command whose help shows its options in groups: those of `Option`."""

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Print each group under its title, and at the end what click adds."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(context):
            record = parameter.get_help_record(context)
            if record is not None and isinstance(parameter, click.Option):
                title = parameter.group if isinstance(parameter, Option) else "Other"
                groups.setdefault(title, []).append(record)
        for title, records in groups.items():
            with formatter.section(title):
                formatter.write_dl(records)


class Option(click.Option):
    """A flag and the title under which help shows it."""

    def __init__(self, *names: str, group: str, **rest: Any) -> None:
        super().__init__(names, **rest)
        self.group = group


def _as_setting(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
    """Hold a flag to the rules of the setting of its name."""
    if value in (None, ()) or context.resilient_parsing:
        return value
    from gen_plugin.settings.schema import SOURCE, Value

    node = SOURCE.keys[str(parameter.name).replace("_", "-")]
    given = list(value) if isinstance(value, tuple) else value
    if isinstance(node, Value) and not node.accepts(given):
        shown = ", ".join(given) if isinstance(given, list) else repr(given)
        message = f"it cannot be {shown}: write {node.expected}"
        raise click.BadParameter(message, context, parameter)
    return value


def _explain(context: click.Context, parameter: click.Parameter, code: str | None) -> None:
    if code is None or context.resilient_parsing:
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


_RUN, _PLACES = "What to do", "What is written, and where"
_BREAKING = "What was built before"
_WIRE = "Names on the wire (kept by the lock from the first run on)"
_TOLD = "What is told, and how"

PARAMETERS: Sequence[click.Parameter] = (
    click.Argument(["sources"], nargs=-1, metavar="[SOURCE]...", shell_complete=complete_source),
    Option(
        "--check",
        group=_RUN,
        is_flag=True,
        help="Write nothing; exit with 1 and a diff if what is on the disk is stale.",
    ),
    Option("--diff", group=_RUN, is_flag=True, help="Write nothing; show what would change."),
    Option(
        "--watch",
        group=_RUN,
        is_flag=True,
        help="Stay, and generate again whenever something changes that matters. Ctrl-C ends it.",
    ),
    Option(
        "--show",
        group=_RUN,
        type=click.Choice(["go-netrpc"]),
        help="Write nothing; print the Go side of each SOURCE over net/rpc.",
    ),
    Option(
        "--explain",
        group=_RUN,
        is_eager=True,
        expose_value=False,
        callback=_explain,
        shell_complete=complete_code,
        metavar="CODE",
        help="Print what the code of a message means, such as GP104, and exit.",
    ),
    Option(
        "--out",
        group=_PLACES,
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Generate into DIR instead of <source>_plugin beside the source.",
    ),
    Option(
        "--main",
        group=_PLACES,
        type=click.Path(path_type=Path),
        metavar="PATH",
        help="Write the entry point to PATH, also if an earlier run wrote one; "
        "an existing file stays.",
    ),
    Option("--no-main", group=_PLACES, is_flag=True, help="Write no entry point."),
    Option(
        "--netrpc/--no-netrpc",
        group=_PLACES,
        default=None,
        help="Write netrpc.py, too: the interface over net/rpc, go-plugin's transport before gRPC.",
    ),
    Option(
        "--force",
        group=_PLACES,
        is_flag=True,
        help="Overwrite generated files that were edited, and files in the way.",
    ),
    Option(
        "--against",
        group=_BREAKING,
        shell_complete=complete_commit,
        metavar="COMMIT",
        help="Tell what breaks with the interface as it was in COMMIT, too: a branch, a tag, a "
        "hash; '' for none.",
    ),
    Option(
        "--allow-breaking",
        group=_BREAKING,
        is_flag=True,
        help="If something would break, raise the protocol version, and keep the package of the "
        "former one in <source>_plugin/v<version>/.",
    ),
    Option(
        "--unreleased",
        group=_BREAKING,
        is_flag=True,
        help="Nothing is in use that was built from this protocol version: give out numbers anew.",
    ),
    Option(
        "--package",
        group=_WIRE,
        callback=_as_setting,
        metavar="NAME",
        help="The package of the .proto, such as shop.v1.",
    ),
    Option(
        "--protocol-version",
        group=_WIRE,
        type=int,
        callback=_as_setting,
        metavar="NUMBER",
        help="The protocol version of the handshake.",
    ),
    Option(
        "--cookie-key",
        group=_WIRE,
        callback=_as_setting,
        metavar="NAME",
        help="The environment variable of the handshake's cookie.",
    ),
    Option(
        "--cookie-value",
        group=_WIRE,
        callback=_as_setting,
        metavar="TEXT",
        help="What the cookie is.",
    ),
    Option(
        "--ignore-warnings",
        group=_TOLD,
        callback=_as_setting,
        multiple=True,
        shell_complete=complete_code,
        metavar="CODE",
        help="Do not give a warning, beside those that the settings ignore. Repeatable.",
    ),
    Option("--quiet/--no-quiet", group=_TOLD, default=None, help="Say nothing of what went well."),
    Option(
        "--verbose/--no-verbose",
        group=_TOLD,
        default=None,
        help="Show notes beside errors and warnings.",
    ),
    Option(
        "--format",
        group=_TOLD,
        type=click.Choice(FORMATS),
        help="How to print errors, warnings and notes: as text on stderr, which is the default, or "
        "for programs on stdout.",
    ),
)
