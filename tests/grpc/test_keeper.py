"""How often the keeper of a connection looks whether somebody reads it."""

from __future__ import annotations

import pytest

from gen_plugin_runtime.threads import keeper
from gen_plugin_runtime.threads.keeper import GRACE, LONGEST_GRACE, Keeper


class Looks:
    """Stands in for a keeper's waiter: no time passes between two looks.

    Args:
        busy: Looks before each of which somebody has led.
        most: Looks after which the connection is over.

    Attributes:
        waits: The seconds before each look.
        read_at: The looks after which the keeper has read.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, busy: int, most: int) -> None:
        self.waits: list[float | None] = []
        self.read_at: list[int] = []
        self._busy = busy
        self._most = most
        monkeypatch.setattr(keeper, "Waiter", lambda: self)
        self._keeper = Keeper(lambda: self.read_at.append(len(self.waits)), self.are_over)

    def run(self) -> None:
        self._keeper.run()

    def are_over(self) -> bool:
        return len(self.waits) >= self._most

    def wait(self, timeout: float | None) -> bool:
        self.waits.append(timeout)
        if len(self.waits) <= self._busy:
            assert self._keeper.try_lead()
            self._keeper.release()
        return False

    def wake(self) -> None:
        """Nobody sleeps."""


def test_it_looks_more_rarely_while_one_leader_follows_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks = Looks(monkeypatch, busy=6, most=9)
    looks.run()
    assert looks.waits[:6] == [GRACE, 2 * GRACE, 4 * GRACE, *3 * [LONGEST_GRACE]]
    assert looks.read_at == [7, 8, 9], "nobody has led since the look before"
    assert looks.waits[7:] == [GRACE, GRACE]
