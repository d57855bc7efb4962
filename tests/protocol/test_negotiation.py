"""How host and plugin agree on a version."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gen_plugin_runtime.protocol.negotiation import choose_version, host_versions, plugin_versions

versions = st.sets(st.integers(0, 20), min_size=1)


def test_in_the_host_an_explicit_version_wins() -> None:
    assert host_versions(1, "plain", {1: "explicit", 2: "two"}) == {1: "explicit", 2: "two"}


def test_in_the_plugin_the_plain_set_wins() -> None:
    assert plugin_versions(1, "plain", {1: "explicit", 2: "two"}) == {1: "plain", 2: "two"}


def test_version_zero_is_a_version() -> None:
    assert host_versions(0, "plain", {}) == {0: "plain"}
    assert plugin_versions(0, None, {0: "zero"}) == {0: "zero"}


@given(versions, versions)
def test_the_highest_common_version_is_served(own: set[int], offered: set[int]) -> None:
    chosen = choose_version(own, offered)
    assert chosen in own
    if own & offered:
        assert chosen == max(own & offered)


@given(versions)
def test_without_a_common_version_the_lowest_is_served(own: set[int]) -> None:
    assert choose_version(own, ()) == min(own)
    assert choose_version(own, {99}) == min(own)
