"""What host and plugin programs use: plugins in processes of their own, compatible with go-plugin.

A host starts and calls plugins with `Client`, a plugin serves with `serve`; both agree on a
`HandshakeConfig` and a map of `Plugin` objects, which `gen-plugin` generates from an interface.

The names are loaded when they are first used: a plugin, which should start quickly, does not load
what only hosts need, and an interface that imports `gen_plugin_runtime.pin` loads neither.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gen_plugin_runtime.call import current_call
    from gen_plugin_runtime.config.client import ClientConfig
    from gen_plugin_runtime.config.handshake import HandshakeConfig
    from gen_plugin_runtime.config.reattach import ReattachConfig
    from gen_plugin_runtime.config.serve import ServeConfig
    from gen_plugin_runtime.config.unix_socket import UnixSocketConfig
    from gen_plugin_runtime.errors import (
        CallCancelled,
        CallError,
        CallTimeout,
        ChecksumsDoNotMatch,
        ConfigError,
        ConnectionLost,
        DecodeError,
        EncodeError,
        ExitedBeforeHandshake,
        GenPluginError,
        HandshakeError,
        LaunchFailed,
        MultiplexingUnsupported,
        NotImplementedByPlugin,
        NotListening,
        PeerProtocolError,
        PluginCrashed,
        PluginError,
        ProcessNotFound,
        RemoteTraceback,
        SecureConfigNoChecksum,
        SecureConfigNoHash,
        StartError,
        StartTimeout,
        TlsFailed,
        UnknownPlugin,
        UnsupportedTransport,
        VersionMismatch,
        WireError,
    )
    from gen_plugin_runtime.hclog import get_logger
    from gen_plugin_runtime.host.client import Client
    from gen_plugin_runtime.host.discover import discover
    from gen_plugin_runtime.host.managed import cleanup_clients
    from gen_plugin_runtime.json_value import JsonValue
    from gen_plugin_runtime.objects import release
    from gen_plugin_runtime.omitted import Omitted
    from gen_plugin_runtime.options import call_options
    from gen_plugin_runtime.plugin import Plugin
    from gen_plugin_runtime.raising import raises
    from gen_plugin_runtime.secure_config import SecureConfig
    from gen_plugin_runtime.serving.mux import serve_mux
    from gen_plugin_runtime.serving.serve import serve
    from gen_plugin_runtime.tls.config import TlsConfig

__all__ = [
    "CallCancelled",
    "CallError",
    "CallTimeout",
    "ChecksumsDoNotMatch",
    "Client",
    "ClientConfig",
    "ConfigError",
    "ConnectionLost",
    "DecodeError",
    "EncodeError",
    "ExitedBeforeHandshake",
    "GenPluginError",
    "HandshakeConfig",
    "HandshakeError",
    "JsonValue",
    "LaunchFailed",
    "MultiplexingUnsupported",
    "NotImplementedByPlugin",
    "NotListening",
    "Omitted",
    "PeerProtocolError",
    "Plugin",
    "PluginCrashed",
    "PluginError",
    "ProcessNotFound",
    "ReattachConfig",
    "RemoteTraceback",
    "SecureConfig",
    "SecureConfigNoChecksum",
    "SecureConfigNoHash",
    "ServeConfig",
    "StartError",
    "StartTimeout",
    "TlsConfig",
    "TlsFailed",
    "UnixSocketConfig",
    "UnknownPlugin",
    "UnsupportedTransport",
    "VersionMismatch",
    "WireError",
    "call_options",
    "cleanup_clients",
    "current_call",
    "discover",
    "get_logger",
    "raises",
    "release",
    "serve",
    "serve_mux",
]

_HOMES = {
    "Client": "host.client",
    "ClientConfig": "config.client",
    "HandshakeConfig": "config.handshake",
    "JsonValue": "json_value",
    "Omitted": "omitted",
    "Plugin": "plugin",
    "ReattachConfig": "config.reattach",
    "SecureConfig": "secure_config",
    "ServeConfig": "config.serve",
    "TlsConfig": "tls.config",
    "UnixSocketConfig": "config.unix_socket",
    "call_options": "options",
    "cleanup_clients": "host.managed",
    "current_call": "call",
    "discover": "host.discover",
    "get_logger": "hclog",
    "raises": "raising",
    "release": "objects",
    "serve": "serving.serve",
    "serve_mux": "serving.mux",
}
"""Where a name is defined; all others are in `errors`."""


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # Not importlib.import_module: importlib would be one more import before a plugin's first line.
    home = __import__(f"{__name__}.{_HOMES.get(name, 'errors')}", fromlist=[name])
    value: object = getattr(home, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
