"""Any bytes, from a peer or for a decoder: by Hypothesis, and by atheris for a few seconds.

A find of atheris goes to `corpus/<target>`; all that lies there is tried by itself first.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fuzz.engines import GREETING
from tests.fuzz.targets import (
    TARGETS,
    calling,
    client,
    receive,
    server,
    serving,
    yamux_client,
    yamux_server,
)

from gen_plugin_runtime.http2 import frames
from gen_plugin_runtime.http2.codes import CLIENT_PREFACE
from gen_plugin_runtime.http2.connection import Connection
from gen_plugin_runtime.yamux import frames as yamux_frames
from gen_plugin_runtime.yamux.limits import INITIAL_WINDOW

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 3
"""That atheris has for each target."""
_HERE = Path(__file__).parent
CORPUS = _HERE / "corpus"


@pytest.fixture(scope="module", autouse=True)
def _generated() -> None:
    """Makes the codec outside of any property."""
    TARGETS["codec"](b"")


def framed() -> st.SearchStrategy[bytes]:
    """Frames that are whole, with any content; of few streams, so that they meet."""
    payloads = st.binary(max_size=40) | st.binary(min_size=4, max_size=8)
    frame = st.builds(
        frames.frame,
        st.integers(0, 10),
        st.sampled_from([0, 1, 4, 5, 8, 0x20, 0x2D]) | st.integers(0, 255),
        st.sampled_from([0, 1, 3, 5]) | st.integers(0, 2**31 - 1),
        payloads | st.sampled_from([path.read_bytes() for path in _inputs("header_block")]),
    )
    return st.lists(frame, max_size=30).map(b"".join)


def altered(target: str) -> st.SearchStrategy[bytes]:
    """The frames of proper sessions, with some left out, doubled, in another order, or damaged."""
    proper = [frame for path in _inputs(target) for frame in _frames(path.read_bytes()[1:])]

    def damage(frame: bytes, place: int, value: int) -> bytes:
        place %= len(frame)
        return frame[:place] + bytes((value,)) + frame[place + 1 :]

    places, values = st.integers(0, 200), st.integers(0, 255)
    one = st.sampled_from(proper)
    damaged = st.builds(damage, one, places, values)
    return st.lists(one | one | damaged, max_size=12).map(b"".join)


def _frames(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        end = at + 9 + int.from_bytes(data[at : at + 3], "big")
        yield data[at:end]
        at = end


def multiplexed() -> st.SearchStrategy[bytes]:
    """yamux frames that are whole, of few streams."""

    def frame(kind: int, flags: int, stream_id: int, length: int, payload: bytes) -> bytes:
        if kind == yamux_frames.DATA:
            return yamux_frames.data_header(flags, stream_id, len(payload)) + payload
        return yamux_frames.HEADER.pack(0, kind, flags, stream_id, length)

    one = st.builds(
        frame,
        st.sampled_from([0, 1, 0, 1, 2, 3]),
        st.integers(0, 15),
        st.integers(0, 5),
        st.sampled_from([0, 0, 1, INITIAL_WINDOW // 2, 2**32 - 1]),
        st.binary(max_size=40),
    )
    return st.lists(one, max_size=30).map(b"".join)


def _inputs(target: str) -> list[Path]:
    return sorted((CORPUS / target).iterdir())


@pytest.mark.parametrize("name", TARGETS)
@given(data=st.binary(max_size=300))
def test_any_bytes(name: str, data: bytes) -> None:
    TARGETS[name](data)


@given(size=st.integers(0, 60), data=framed())
@settings(max_examples=300)
def test_any_frames(size: int, data: bytes) -> None:
    for target in (server, client):
        target(bytes((size,)) + data)


@given(size=st.integers(0, 60), data=framed() | altered("serving"))
@settings(max_examples=60)
def test_any_frames_for_a_whole_server(size: int, data: bytes) -> None:
    serving(bytes((size,)) + data)


@given(size=st.integers(0, 60), data=framed() | altered("calling"))
def test_any_frames_for_a_whole_channel(size: int, data: bytes) -> None:
    calling(bytes((size,)) + data)


@given(size=st.integers(0, 60), data=multiplexed())
@settings(max_examples=300)
def test_any_multiplexed_frames(size: int, data: bytes) -> None:
    for target in (yamux_server, yamux_client):
        target(bytes((size,)) + data)


@given(size=st.integers(1, 60), data=framed())
def test_it_does_not_matter_in_which_pieces_frames_come(size: int, data: bytes) -> None:
    def outcome(pieces: list[bytes]) -> tuple[list[str], bytes]:
        connection = Connection(is_client=False)
        events = [
            f"{type(event).__name__} {event.stream_id}"
            for piece in [CLIENT_PREFACE + GREETING, *pieces]
            for event in receive(connection, piece)
        ]
        return events, b"".join(connection.output.take())

    cut = [data[at : at + size] for at in range(0, len(data), size)]
    assert outcome([data]) == outcome(cut)


@pytest.mark.parametrize(
    "path", [path for name in TARGETS for path in _inputs(name)], ids=lambda path: path.name
)
def test_the_corpus(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.skipif(
    find_spec("atheris") is None, reason="atheris has no wheel for this Python or platform"
)
@pytest.mark.parametrize("name", TARGETS)
def test_what_atheris_finds(name: str, tmp_path: Path) -> None:
    found = tmp_path / "found"
    found.mkdir()
    # By a shell: a process that this one starts counts this one's memory as its own, a grandchild
    # does not. The shell stays, for it has another command to run.
    by_shell = ["sh", "-c", '"$@"; exit $?', "sh"]
    command = [*by_shell, sys.executable, "-m", "tests.fuzz.harness", name]
    options = [
        f"-max_total_time={SECONDS}",
        f"-artifact_prefix={tmp_path}/",
        "-timeout=10",
        "-rss_limit_mb=1024",
        "-max_len=4096",
    ]
    run = subprocess.run(
        [*command, *options, str(found), str(CORPUS / name)],
        cwd=_HERE.parents[1],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
