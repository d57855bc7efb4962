"""One message, written and read by the codec and by the protobuf library."""

from __future__ import annotations

from typing import Any

from tests.codec.generated import Generated
from tests.codec.judge import Judge
from tests.codec.values import alike


def check_message(generated: Generated, judge: Judge, message: str, drawn: dict[str, Any]) -> None:
    """See that the library and the codec write the same, and that each reads the other's.

    Args:
        message: The name of a request or response.
        drawn: The values that it carries, by name, in the order of the codec's parameters.
    """
    theirs = judge.build(message, drawn)
    ours = generated.encoder(message)(*drawn.values())
    # A map's entries have no order, so the library puts both into its own.
    read = generated.messages[message].FromString(ours)
    assert read.SerializeToString(deterministic=True) == theirs.SerializeToString(
        deterministic=True
    )
    assert len(ours) == theirs.ByteSize()
    data = theirs.SerializeToString()
    assert alike(_decoded(generated.decoder(message)(data), [*drawn]), drawn)
    assert alike(_decoded(generated.decoder(message)(bytearray(data)), [*drawn]), drawn)


def _decoded(given: Any, names: list[str]) -> dict[str, Any]:
    if len(names) == 1:
        return {names[0]: given}
    return dict(zip(names, given or (), strict=True))
