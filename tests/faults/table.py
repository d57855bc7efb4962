"""The rows of the table in `docs/faults.md`: a test each, and how often it plays its fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Test = Callable[..., None]

TIMES: dict[str, int] = {}
"""How often each test of this folder plays its fault."""


def fault(**choices: Iterable[object]) -> Callable[[Test], Test]:
    """The test plays a fault, once for each combination of the choices for its parameters.

    Those for `transport` go to its fixture.
    """

    def noted(test: Test) -> Test:
        times = 1
        for name, values in choices.items():
            listed = list(values)
            times *= len(listed)
            if name == "transport":
                test = pytest.mark.usefixtures(name)(test)
            test = pytest.mark.parametrize(name, listed, indirect=name == "transport")(test)
        TIMES[test.__name__] = times
        return test

    return noted
