"""What can be seen to be wrong with a configuration before anything is started."""

from __future__ import annotations

from gen_plugin_runtime.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from gen_plugin_runtime.config.types import Command, PluginSet
    from gen_plugin_runtime.plugin import Plugin
    from gen_plugin_runtime.transport import Transport

TRANSPORTS = ("grpc", "netrpc")
"""What this runtime speaks; where several can be chosen, the first of them is."""
_HIGHEST_PORT = 65535


def check_plugins(plugins: PluginSet | None, versioned: Mapping[int, PluginSet]) -> None:
    """There is something to serve or to dispense, and it consists of objects."""
    if plugins is None and not versioned:
        raise ConfigError(
            'there are no plugins: give some, as in plugins={"greeter": GreeterPlugin()}'
        )
    for version in versioned:
        if version < 0:
            raise ConfigError(f"a protocol version must be 0 or more, not {version}")
    for plugin_set in (plugins or {}, *versioned.values()):
        for name, plugin in plugin_set.items():
            if isinstance(plugin, type):
                raise ConfigError(
                    f"the plugin {name!r} is the class {plugin.__name__}: give an object of it, "
                    f"as in {plugin.__name__}()"
                )


def check_protocol(
    protocol: str | None, plugins: PluginSet | None, versioned: Mapping[int, PluginSet]
) -> None:
    """A transport that this runtime speaks, and for which each version has plugins."""
    if protocol is not None and protocol not in TRANSPORTS:
        raise ConfigError(f"protocol must be one of {', '.join(TRANSPORTS)}, not {protocol!r}")
    for plugin_set in (plugins or {}, *versioned.values()):
        transport_of(plugin_set, protocol)


def transport_of(plugins: PluginSet, wanted: str | None) -> Transport:
    """What a set of plugins is served by: what is wanted, else the first that one of them has.

    Raises:
        ConfigError: None of them has a form for it.
    """
    if not plugins:
        return "netrpc" if wanted == "netrpc" else "grpc"
    known = {transport for plugin in plugins.values() for transport in plugin.transports}
    for transport in TRANSPORTS:
        if transport in known and wanted in {None, transport}:
            return "netrpc" if transport == "netrpc" else "grpc"
    raise ConfigError(lacks_form(plugins.values(), wanted or " or ".join(TRANSPORTS)))


def lacks_form(plugins: Iterable[Plugin[Any]], transport: str) -> str:
    """What to say of plugins whose interfaces have no form for a transport, and what to do."""
    names = " and ".join(sorted({type(plugin).__name__ for plugin in plugins}))
    text = f"{names} has no form for {transport}"
    if transport != "netrpc":
        return text
    table = '[tool.gen-plugin.sources."SOURCE.py"]'
    return f"{text}; generate it with `netrpc = true` in {table} of pyproject.toml"


def check_one_source(*, command: object, reattach: object, runner: object) -> None:
    """A host says in one way, and no more, where its plugin comes from."""
    given = {"command": command, "reattach": reattach, "runner": runner}
    names = [name for name, value in given.items() if value is not None]
    if len(names) != 1:
        raise ConfigError(
            "give exactly one of command (a program to launch), reattach (a plugin that runs "
            "already) and runner (another way to launch one), "
            f"not {' and '.join(names) or 'none of them'}"
        )


def check_source_goes_with(
    *, command: object, reattach: object, multiplex: bool, auto_mtls: bool, secure: object
) -> None:
    """What only a start can agree on is not asked of a plugin that runs already."""
    if reattach is not None and multiplex:
        raise ConfigError(
            "grpc_broker_multiplex and reattach exclude each other: a plugin that multiplexes has "
            "one connection ever"
        )
    if reattach is not None and auto_mtls:
        raise ConfigError(
            "auto_mtls and reattach exclude each other: the certificates are those of the start"
        )
    if command is None and secure is not None:
        raise ConfigError("secure_config checks the program of command, and there is none")


def check_tls(name: str, value: object) -> None:
    """Refuse what is no `TlsConfig`; an `ssl.SSLContext` alone has but one of the two roles."""
    from gen_plugin_runtime.tls.config import TlsConfig  # with it comes `ssl`

    if not isinstance(value, TlsConfig):
        raise ConfigError(
            f"{name} must be a TlsConfig, as in TlsConfig(client=..., server=...), not {value!r}"
        )


def checked_command(command: Command) -> tuple[str, ...]:
    """A program and its arguments as texts."""
    if isinstance(command, str):
        raise ConfigError(
            f"command must be a list, as in [sys.executable, 'main.py'], not the text {command!r}"
        )
    words = tuple(word if isinstance(word, str) else _path_text(word) for word in command)
    if not words or not words[0]:
        raise ConfigError("command is empty: name the program to launch, then its arguments")
    return words


def _path_text(word: os.PathLike[str]) -> str:
    text = word.__fspath__() if hasattr(word, "__fspath__") else None
    if not isinstance(text, str):
        raise ConfigError(f"command must consist of texts and paths, not {word!r}")
    return text


def checked_environment(env: Mapping[str, str] | None) -> dict[str, str]:
    """Variables that an operating system takes."""
    checked: dict[str, str] = {}
    items: Iterable[tuple[object, object]] = (env or {}).items()
    for name, value in items:
        # A value is not shown: it may be secret.
        if not isinstance(name, str) or not isinstance(value, str):
            raise ConfigError(f"env must map texts to texts; {name!r} is not, or its value is not")
        if not name or "=" in name or "\0" in name or "\0" in value:
            raise ConfigError(f"env: {name!r} or its value cannot stand in an environment")
        checked[name] = value
    return checked


def checked_protocols(protocols: Sequence[str]) -> tuple[str, ...]:
    """Transports that this runtime speaks; at least one."""
    if isinstance(protocols, str):
        raise ConfigError(f"allowed_protocols must be a list, as in [{protocols!r}]")
    unknown = set(protocols) - {*TRANSPORTS}
    if unknown or not protocols:
        raise ConfigError(
            f"allowed_protocols must name transports among {', '.join(TRANSPORTS)}, "
            f"not {list(protocols)}"
        )
    return tuple(protocols)


def check_ports(lowest: int, highest: int) -> None:
    """A range of ports; 0 and 0 stand for any."""
    if not 0 <= lowest <= highest <= _HIGHEST_PORT:
        raise ConfigError(
            f"min_port and max_port must be ports in order, not {lowest} and {highest}"
        )


def check_positive(name: str, value: float) -> None:
    """More than nothing: NaN is not."""
    if not value > 0:
        raise ConfigError(f"{name} must be more than 0, not {value}")


def check_not_negative(name: str, value: float) -> None:
    """Nothing or more."""
    if not value >= 0:
        raise ConfigError(f"{name} must be 0 or more, not {value}")
