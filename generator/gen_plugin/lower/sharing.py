"""Messages that several methods share: they must be the same for all of them."""

from __future__ import annotations

from collections.abc import Sequence

from gen_plugin.frozen import replace
from gen_plugin.lower.contract import MessageBinding
from gen_plugin.lower.drafts import Draft
from gen_plugin.lower.faults import Faults
from gen_plugin.lower.messages import LoweredMessage


def unite(
    drafts: Sequence[Draft], lowered: Sequence[LoweredMessage], faults: Faults
) -> list[LoweredMessage]:
    """Keep the first of the messages that have the same name.

    Args:
        drafts: What each was made of.
        lowered: The messages, in the same order.
        faults: Takes those that have the same name but carry something else.
    """
    first: dict[str, tuple[Draft, LoweredMessage]] = {}
    for draft, message in zip(drafts, lowered, strict=True):
        holder, held = first.setdefault(draft.name, (draft, message))
        is_comparable = not (draft.has_error or holder.has_error or draft.key == holder.key)
        if is_comparable and _carried(message) != _carried(held):
            faults.add(
                "GP510",
                f"{draft.key} and {holder.key} are both the message '{draft.name}', but carry "
                "something else",
                "give both the same parameters or the same result, with fields pinned alike, or "
                "pin another message name to one of them",
                draft.span,
            )
    return [message for _, message in first.values()]


def _carried(message: LoweredMessage) -> list[MessageBinding]:
    return [replace(each, method=None) for each in message.bindings]
