"""`HandshakeConfig`: what host and plugin must share."""

from __future__ import annotations

from gen_plugin_runtime.errors import ConfigError
from gen_plugin_runtime.frozen import Frozen


class HandshakeConfig(Frozen):
    """What host and plugin must share to take each other for the right ones.

    Args:
        protocol_version: The application's protocol version: raise it when an interface changes in
            a way that older programs do not understand.
        magic_cookie_key: Name of the environment variable by which a plugin knows that a host
            started it, not a person.
        magic_cookie_value: That variable's value. It is no secret.

    Raises:
        ConfigError: If one of them cannot work.
    """

    protocol_version: int
    magic_cookie_key: str
    magic_cookie_value: str
    __slots__ = ("protocol_version", "magic_cookie_key", "magic_cookie_value")

    def __init__(
        self, protocol_version: int, magic_cookie_key: str, magic_cookie_value: str
    ) -> None:
        if protocol_version < 0:
            raise ConfigError(f"protocol_version must be 0 or more, not {protocol_version}")
        if not magic_cookie_key or "=" in magic_cookie_key or "\0" in magic_cookie_key:
            raise ConfigError(
                f"magic_cookie_key must name an environment variable, not {magic_cookie_key!r}"
            )
        if not magic_cookie_value or "\0" in magic_cookie_value:
            raise ConfigError(
                f"magic_cookie_value must be a text of your choice, not {magic_cookie_value!r}"
            )
        self._fill(
            protocol_version=protocol_version,
            magic_cookie_key=magic_cookie_key,
            magic_cookie_value=magic_cookie_value,
        )
