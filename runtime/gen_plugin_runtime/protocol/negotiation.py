"""How host and plugin agree on a protocol version and with it on a set of plugins."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import TypeVar

    Plugins = TypeVar("Plugins")


def host_versions(
    version: int, plugins: Plugins | None, versioned: Mapping[int, Plugins]
) -> dict[int, Plugins]:
    """The versions a host offers; an entry of `versioned` wins (go-plugin: `Client.Start`)."""
    merged = {} if plugins is None else {version: plugins}
    merged.update(versioned)
    return merged


def plugin_versions(
    version: int, plugins: Plugins | None, versioned: Mapping[int, Plugins]
) -> dict[int, Plugins]:
    """The versions a plugin serves; here `plugins` wins (go-plugin: `protocolVersion`)."""
    merged = dict(versioned)
    if plugins is not None:
        merged[version] = plugins
    return merged


def choose_version(own: Collection[int], offered: Collection[int]) -> int:
    """The version that a plugin serves: the highest that both know, else its own lowest.

    It does not fail: the host, which knows more, reports the mismatch.

    Args:
        own: The plugin's versions; at least one.
        offered: The host's; empty for one that sends none.
    """
    return max(set(own) & set(offered), default=min(own))
