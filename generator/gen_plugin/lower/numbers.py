"""Numbers: pinned, kept from the lock, or new ones that nothing ever had."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import count

from gen_plugin.frozen import dataclass
from gen_plugin.lower.faults import Faults
from gen_plugin.model.span import Span
from gen_plugin.proto.numbers import RESERVED


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
            holder = holders.setdefault(fixed, claim)
            if holder is not claim:
                _refuse_second(claim, fixed, holder, faults)
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
    return (number for number in count(1) if number not in taken and number not in RESERVED)


def _fixed(claim: NumberClaim, faults: Faults) -> int | None:
    if None not in {claim.pinned, claim.locked} and claim.pinned != claim.locked:
        faults.add(
            "GP504",
            f"{claim.key} is pinned to the number {claim.pinned}, but has {claim.locked} in "
            "gen-plugin.lock",
            "remove the pin to stay compatible, or delete its line from gen-plugin.lock to break "
            "with what was built before",
            claim.span,
        )
    return claim.locked if claim.pinned is None else claim.pinned


def _refuse_second(claim: NumberClaim, number: int, holder: NumberClaim, faults: Faults) -> None:
    """Tell it at the second place; at both where the lock is to be mended, and either may go."""
    is_merged = claim.pinned is holder.pinned is None
    fix = (
        "a merge left both in gen-plugin.lock: delete the line of the one that is not released "
        "yet, and it gets a new number"
        if is_merged
        else "pin another number to one of them"
    )
    for one, other in [(claim, holder), (holder, claim)][: 1 + is_merged]:
        message = f"{one.key} has the number {number}, which {other.key} has too"
        faults.add("GP506", message, fix, one.span)
