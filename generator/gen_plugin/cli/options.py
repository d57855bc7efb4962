"""What the flags say of each source, for the stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gen_plugin.cli.parameters import Arguments
    from gen_plugin.pipeline import Options


def options_of(arguments: Arguments) -> Options:
    """The options of a run."""
    from gen_plugin.pipeline import OnBreaking, Options
    from gen_plugin.settings.settings import SourceSettings

    on_breaking = OnBreaking.STOP
    if arguments.allow_breaking:
        on_breaking = OnBreaking.KEEP
    elif arguments.unreleased:
        on_breaking = OnBreaking.BEGIN_ANEW
    return Options(
        out=arguments.out,
        main=False if arguments.no_main else arguments.main,
        # Comparing loses nothing: edited files are shown in the diff instead of refused.
        overwrite=arguments.force or not arguments.is_writing,
        against=arguments.against or None,
        on_breaking=on_breaking,
        overruling=SourceSettings(
            package=arguments.package,
            protocol_version=arguments.protocol_version,
            cookie_key=arguments.cookie_key,
            cookie_value=arguments.cookie_value,
            netrpc=arguments.netrpc,
            ignored_warnings=frozenset(arguments.ignore_warnings),
        ),
    )
