"""All checks of a model, in one go."""

from __future__ import annotations

from itertools import chain

from gen_plugin.check.ambiguity import check_ambiguity
from gen_plugin.check.definitions import check_definitions
from gen_plugin.check.duplicates import check_duplicates
from gen_plugin.check.hashing import check_hashing
from gen_plugin.check.methods import check_methods
from gen_plugin.check.notes import note_attributes, note_left_out
from gen_plugin.check.pins import check_pins
from gen_plugin.check.plugins import check_plugins
from gen_plugin.check.recursion import check_recursion
from gen_plugin.check.streams import check_streams
from gen_plugin.check.values import check_values
from gen_plugin.diagnostics.diagnostic import Diagnostic, InputRefused
from gen_plugin.model.interface import Interface
from gen_plugin.settings.settings import SourceSettings

_CHECKS = (
    check_duplicates,
    check_definitions,
    check_recursion,
    check_hashing,
    check_values,
    check_pins,
    check_streams,
)

_REMARKS = (check_ambiguity, note_left_out, note_attributes)


def check(interface: Interface, settings: SourceSettings | None = None) -> Interface:
    """Let an interface through that can be lowered.

    Args:
        interface: As the parser made it.
        settings: What pins the names of methods beside the source itself.

    Raises:
        InputRefused: With all faults, in the order of the files.
    """
    found = list(chain.from_iterable(each(interface) for each in _CHECKS))
    found += check_methods(interface, settings or SourceSettings())
    found += check_plugins(interface, settings or SourceSettings())
    if found:
        raise InputRefused(_in_order(found, interface))
    return interface


def remarks_on(
    interface: Interface, settings: SourceSettings | None = None
) -> tuple[Diagnostic, ...]:
    """What is no fault of an interface, and worth a word: warnings and notes.

    Args:
        interface: As `check` let it through.
        settings: Which warnings are not to be given.
    """
    ignored = settings.ignored_warnings if settings else ()
    found = chain.from_iterable(each(interface) for each in _REMARKS)
    return tuple(_in_order([each for each in found if each.code not in ignored], interface))


def _in_order(found: list[Diagnostic], interface: Interface) -> list[Diagnostic]:
    """The source file's own faults first, each file's in its order."""

    def place(diagnostic: Diagnostic) -> tuple[bool, str, int, int]:
        span = diagnostic.span
        if span is None:
            return (False, "", 0, 0)
        return (span.path != interface.source.path, span.path, span.line, span.column)

    return sorted(dict.fromkeys(found), key=place)
