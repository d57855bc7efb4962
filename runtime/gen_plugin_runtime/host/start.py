"""The start of a plugin: command -> process -> handshake line -> connected plugin, or nothing."""

from __future__ import annotations

from gen_plugin_runtime.host.command import plugin_command
from gen_plugin_runtime.host.spawn import spawn
from gen_plugin_runtime.protocol.negotiation import host_versions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.config import ClientConfig
    from gen_plugin_runtime.host.running import RunningPlugin


def start_plugin(config: ClientConfig) -> RunningPlugin:
    """Launch a plugin and connect to it.

    Raises:
        StartError: One of its subclasses, with what the plugin printed last. Nothing is left.
    """
    versions = host_versions(
        config.handshake.protocol_version, config.plugins, config.versioned_plugins
    )
    program = spawn(plugin_command(config, versions))
    # What follows needs `logging`, `json` and the transport: they are loaded while the program,
    # for its part, loads its own modules.
    from gen_plugin_runtime.host.establish import establish

    return establish(program, config, versions)
