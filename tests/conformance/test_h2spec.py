"""h2spec judges our HTTP/2: the frames, HPACK, streams and windows that the gRPC server stands on.

h2spec runs once, all three of its groups with the strict cases, against `website`: the server's
own `Connection` and `Driver`, which answer a plain GET with a page there, so that no case skips
itself. Each case is a test here, by its section and number in h2spec's list. To run one by hand::

    pytest tests/conformance/test_h2spec.py -k http2/6.9.1/3

`EXCEPTIONS` says which cases fail and why that is right; a case in it that passes fails the test.
"""

from __future__ import annotations

import subprocess
from xml.etree import ElementTree as ET

import pytest
from tests.conformance import website
from tests.conformance.listening import LOOPBACK, Listener

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

# The first test builds h2spec.
pytestmark = [pytest.mark.go, pytest.mark.timeout(1000)]

EXCEPTIONS = {
    "http2/5.3.1/1": "a HEADERS frame whose stream depends on itself: RFC 7540 section 5.3.1 asked"
    " for an error, RFC 9113 section 5.3.2 deprecates priorities: a receiver may ignore them",
    "http2/5.3.1/2": "a PRIORITY frame whose stream depends on itself: the same",
}

ARGUMENTS = {
    # It sends a HEADERS frame that is meant to be longer than allowed: ours may have 4 MiB.
    "http2/4.2/3": ["--max-header-length", "1000000"],
}
"""For cases that judge something else than they say unless h2spec is told more."""

SECTIONS = {
    "generic/1": 1,
    "generic/2": 5,
    "generic/3.1": 3,
    "generic/3.2": 3,
    "generic/3.3": 5,
    "generic/3.4": 1,
    "generic/3.5": 1,
    "generic/3.7": 1,
    "generic/3.8": 1,
    "generic/3.9": 2,
    "generic/3.10": 2,
    "generic/4": 4,
    "generic/5": 15,
    "http2/3.5": 2,
    "http2/4.1": 3,
    "http2/4.2": 3,
    "http2/4.3": 3,
    "http2/5.1": 13,
    "http2/5.1.1": 2,
    "http2/5.1.2": 1,
    "http2/5.3.1": 2,
    "http2/5.4.1": 2,
    "http2/5.5": 2,
    "http2/6.1": 3,
    "http2/6.2": 4,
    "http2/6.3": 2,
    "http2/6.4": 3,
    "http2/6.5": 3,
    "http2/6.5.2": 5,
    "http2/6.5.3": 2,
    "http2/6.7": 4,
    "http2/6.8": 1,
    "http2/6.9": 3,
    "http2/6.9.1": 3,
    "http2/6.9.2": 3,
    "http2/6.10": 6,
    "http2/7": 2,
    "http2/8.1": 1,
    "http2/8.1.2": 1,
    "http2/8.1.2.1": 4,
    "http2/8.1.2.2": 2,
    "http2/8.1.2.3": 7,
    "http2/8.1.2.6": 2,
    "http2/8.2": 1,
    "hpack/2.3.3": 2,
    "hpack/4.2": 1,
    "hpack/5.2": 3,
    "hpack/6.1": 1,
    "hpack/6.3": 1,
}
"""The sections of h2spec's list and how many cases each has, the strict ones included."""

CASES = [f"{section}/{n + 1}" for section, count in SECTIONS.items() for n in range(count)]

_ANSWER_TIMEOUT = 5  # seconds that h2spec waits for each answer; only a case that fails does
_RUN_TIMEOUT = 300


def _marked(case: str) -> object:
    if case not in EXCEPTIONS:
        return case
    reason = EXCEPTIONS[case]
    return pytest.param(case, marks=pytest.mark.xfail(raises=AssertionError, reason=reason))


@pytest.fixture(scope="module")
def verdicts(h2spec: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | None]:
    """What h2spec has against our server, by case; None where it has nothing."""
    report = tmp_path_factory.mktemp("verdicts") / "report.xml"
    with Listener(website.serve) as listener:
        judged = _judge(h2spec, listener.port, report)
        for case, arguments in ARGUMENTS.items():
            judged[case] = _judge(h2spec, listener.port, report, case, *arguments)[_alone(case)]
    assert not listener.failures
    return judged


def _judge(h2spec: Path, port: int, report: Path, *arguments: str) -> dict[str, str | None]:
    report.unlink(missing_ok=True)
    done = subprocess.run(
        [
            str(h2spec),
            *("--strict", "--host", LOOPBACK, "--port", str(port)),
            *("--timeout", str(_ANSWER_TIMEOUT), "--junit-report", str(report)),
            *arguments,
        ],
        capture_output=True,
        text=True,
        timeout=_RUN_TIMEOUT,
        check=False,
    )
    assert report.exists(), done.stdout + done.stderr
    return _read(report)


def _read(report: Path) -> dict[str, str | None]:
    verdicts: dict[str, str | None] = {}
    for section in ET.parse(report).iter("testsuite"):
        for number, case in enumerate(section.iter("testcase"), 1):
            verdicts[f"{section.get('package')}/{number}"] = _complaint(case)
    return verdicts


def _complaint(case: ET.Element) -> str | None:
    """What is said of a case beside its name: an error, a failure, or that it was skipped."""
    if not len(case):
        return None
    said = "\n".join(f"{each.tag}: {each.text}" for each in case)
    return f"{case.get('classname')}\n{said}"


def _alone(case: str) -> str:
    """A case's number in the report of a run without the others."""
    return f"{case.rpartition('/')[0]}/1"


@pytest.mark.parametrize("case", [_marked(case) for case in CASES])
def test_case(case: str, verdicts: dict[str, str | None]) -> None:
    complaint = verdicts.get(case, "h2spec did not run this case")
    assert complaint is None, complaint


def test_every_case_of_h2spec_is_a_test(verdicts: dict[str, str | None]) -> None:
    assert set(verdicts) == set(CASES)
    assert set(CASES) >= {*EXCEPTIONS, *ARGUMENTS}
