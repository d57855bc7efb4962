"""All checks of a model, in one go."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from gen_plugin.check.ambiguity import check_ambiguity
from gen_plugin.check.definitions import check_definitions
from gen_plugin.check.duplicates import check_duplicates, without_duplicates
from gen_plugin.check.hashing import check_hashing
from gen_plugin.check.methods import check_methods
from gen_plugin.check.notes import note_attributes, note_left_out
from gen_plugin.check.pins import check_pins
from gen_plugin.check.plugins import check_plugins
from gen_plugin.check.recursion import check_recursion
from gen_plugin.check.streams import check_streams
from gen_plugin.check.values import check_values
from gen_plugin.diagnostics.diagnostic import Diagnostic, in_order
from gen_plugin.diagnostics.reading import Reading
from gen_plugin.frozen import replace
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


def check(reading: Reading, settings: SourceSettings | None = None) -> Reading:
    """Find what is wrong with an interface beside what reading it has found.

    Args:
        reading: As the parser made it.
        settings: What pins names beside the source itself; None: that cannot be known, and what
            depends on it is not looked at.

    Returns:
        The interface, with all faults; of what is defined twice it has the first alone.
    """
    interface = reading.interface
    found = list(chain.from_iterable(each(interface) for each in _CHECKS))
    if settings is not None:
        found += check_methods(interface, settings)
        found += check_plugins(interface, settings)
    checked = reading.with_faults(found)
    return replace(checked, interface=without_duplicates(interface)) if checked.faults else checked


def remarks_on(
    interface: Interface,
    settings: SourceSettings | None = None,
    others: Iterable[Diagnostic] = (),
) -> tuple[Diagnostic, ...]:
    """What is no fault of an interface, and worth a word: warnings and notes.

    Args:
        interface: As `check` let it through.
        settings: Which warnings are not to be given.
        others: What other stages have found.
    """
    ignored = settings.ignored_warnings if settings else ()
    found = chain(others, *(each(interface) for each in _REMARKS))
    given = (each for each in found if each.code not in ignored)
    return tuple(in_order(given, interface.source.path))
