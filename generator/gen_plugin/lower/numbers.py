"""Numbers: pinned, kept from the lock, or new ones that nothing ever had."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from gen_plugin.lower.faults import Faults
from gen_plugin.model.span import Span

MAXIMUM = 2**29 - 1
RESERVED_BY_PROTOBUF = range(19000, 20000)


@dataclass(frozen=True, slots=True)
class NumberClaim:
    """Something that needs a number.

    Attributes:
        pinned: The number that the user demands, or None.
        locked: The number that it had in the last run, or None.
        wanted: The number that a new one gets if it is free; None: any.
    """

    key: str
    pinned: int | None
    locked: int | None
    span: Span
    wanted: int | None = None


def assign(
    claims: Sequence[NumberClaim], retired: Collection[int], faults: Faults
) -> dict[str, int]:
    """Number the fields of one message, or the members of one enum.

    Args:
        claims: In the order of declaration.
        retired: Numbers that others had which are gone.
        faults: Takes pins that cannot be met and numbers given twice.

    Returns:
        The number of each claim, by its key.
    """
    numbers: dict[str, int] = {}
    holders: dict[int, NumberClaim] = {}
    for claim in claims:
        fixed = _fixed(claim, faults)
        if fixed is not None:
            _refuse_second(claim, fixed, holders.setdefault(fixed, claim), faults)
            numbers[claim.key] = fixed
    taken = {*holders, *retired}
    for claim in claims:
        wanted = claim.wanted
        if wanted is not None and wanted not in taken and claim.key not in numbers:
            numbers[claim.key] = wanted
    fresh = _unused({*taken, *numbers.values()})
    return {each.key: numbers[each.key] if each.key in numbers else next(fresh) for each in claims}


def _unused(taken: Collection[int]) -> Iterator[int]:
    """The numbers from 1 on that are free, without those that protobuf keeps for itself."""
    return (
        number for number in count(1) if number not in taken and number not in RESERVED_BY_PROTOBUF
    )


def _fixed(claim: NumberClaim, faults: Faults) -> int | None:
    if claim.pinned is None:
        return claim.locked
    if not 1 <= claim.pinned <= MAXIMUM or claim.pinned in RESERVED_BY_PROTOBUF:
        faults.add(
            "GP505",
            f"{claim.pinned} cannot be a field number",
            f"Pin a number from 1 to {MAXIMUM} outside 19000 to 19999, which protobuf keeps for "
            "itself.",
            claim.span,
        )
    if claim.locked not in {None, claim.pinned}:
        faults.add(
            "GP504",
            f"{claim.key} is pinned to the number {claim.pinned}, but has {claim.locked} in "
            "gen-plugin.lock",
            "Remove the pin to stay compatible, or delete its line from gen-plugin.lock to break "
            "with what was built before.",
            claim.span,
        )
    return claim.pinned


def _refuse_second(claim: NumberClaim, number: int, holder: NumberClaim, faults: Faults) -> None:
    if holder is claim:
        return
    for one, other in ((claim, holder), (holder, claim)):
        if one.pinned is None:
            fix = (
                "A merge left both in gen-plugin.lock: delete the line of the one that is not "
                "released yet, and it gets a new number."
            )
        else:
            fix = "Pin another number to one of them."
        faults.add(
            "GP506", f"{one.key} has the number {number}, which {other.key} has too", fix, one.span
        )
